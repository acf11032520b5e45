package io.isthmus.directory.flavour;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import io.isthmus.directory.DirectoryFlavour;
import io.isthmus.directory.Password;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.Change;
import io.isthmus.plan.ValueChange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Active Directory and Samba AD: identity is objectGUID, an account is locked by the bit ACCOUNTDISABLE of userAccountControl
 * (MS-ADTS 2.2.16), a password is written to unicodePwd (MS-ADTS 3.1.1.3.1.5) over TLS before the account is opened, and writes
 * name their entry by {@code <GUID=…>} (MS-ADTS 3.1.1.3.1.2.4), so that they never hit another one that took its DN.
 */
public final class ActiveDirectory implements DirectoryFlavour {
    private static final String CONTROL = "userAccountControl";
    private static final int ACCOUNT_DISABLE = 0x2;
    private static final int NORMAL_ACCOUNT = 0x200;
    private static final Set<String> ACCOUNTS = Set.of("user", "inetorgperson", "computer");
    private static final String MEMBER = "member";
    /** counted by the server whenever somebody logs in, or told by other attributes as well */
    private static final Set<String> RESTLESS = Set.of(
            "lastlogon",
            "lastlogoff",
            "lastlogontimestamp",
            "logoncount",
            "badpwdcount",
            "badpasswordtime",
            "dscorepropagationdata",
            "whenchanged");

    @Override
    public String name() {
        return "ad";
    }

    @Override
    public Optional<String> raise(String account) {
        return Optional.of(
                "a query policy of the domain ends searches early; raise MaxPageSize, MaxResultSetSize or MaxQueryDuration"
                        + " (ntdsutil, LDAP policies)");
    }

    @Override
    public String anchorAttribute() {
        return "objectGUID";
    }

    @Override
    public Set<String> alwaysRead() {
        return Set.of("objectGUID", "objectClass", CONTROL, "primaryGroupID", "objectSid");
    }

    @Override
    public Optional<Anchor> anchor(Entry raw) {
        return Optional.ofNullable(raw.getAttributeValueBytes(anchorAttribute()))
                .map(Guid::text)
                .map(Anchor::new);
    }

    @Override
    public Filter anchorFilter(Anchor anchor) {
        return Filter.createEqualityFilter(anchorAttribute(), Guid.bytes(anchor.value()));
    }

    @Override
    public String target(DN dn, Anchor anchor) {
        return "<GUID=" + anchor.value() + ">";
    }

    @Override
    public boolean answersInRanges() {
        return true;
    }

    /** Unique in the domain, or in the forest (MS-ADTS 3.1.1.5.2.2). */
    @Override
    public boolean unique(String attribute) {
        return attribute.equalsIgnoreCase("sAMAccountName") || attribute.equalsIgnoreCase("userPrincipalName");
    }

    @Override
    public ActualEntry normalise(DN dn, Map<String, Attribute> attributes) {
        Anchor anchor = Optional.ofNullable(attributes.remove("objectguid"))
                .map(Attribute::getValueByteArray)
                .map(Guid::text)
                .map(Anchor::new)
                .orElseThrow(() -> new IllegalArgumentException(dn + " has no objectGUID"));
        attributes.keySet().removeAll(RESTLESS);
        if (control(attributes.values().stream()).stream().anyMatch(bits -> (bits & ACCOUNT_DISABLE) != 0)) {
            virtual(attributes, ActualEntry.DISABLED, "true");
        }
        Optional.ofNullable(attributes.get("primarygroupid"))
                .map(Attribute::getValue)
                .ifPresent(group -> virtual(attributes, ActualEntry.PRIMARY_GROUP, group));
        if (Optional.ofNullable(attributes.get("objectclass")).stream().anyMatch(of -> of.hasValue("group"))) {
            Optional.ofNullable(attributes.get("objectsid"))
                    .map(Attribute::getValueByteArray)
                    .flatMap(Guid::lastOfSid)
                    .ifPresent(number -> virtual(attributes, ActualEntry.GROUP_NUMBER, number));
        }
        return new ActualEntry(anchor, dn, attributes);
    }

    private static void virtual(Map<String, Attribute> attributes, String name, String value) {
        attributes.put(name, new Attribute(name, value));
    }

    private static OptionalInt control(Stream<Attribute> attributes) {
        return attributes
                .filter(attribute -> attribute.getBaseName().equalsIgnoreCase(CONTROL))
                .filter(Attribute::hasValue)
                .mapToInt(attribute -> Optional.ofNullable(attribute.getValueAsInteger())
                        .orElseThrow(() -> new IllegalArgumentException(CONTROL + " is no number")))
                .findFirst();
    }

    @Override
    public boolean needsCurrent(List<ValueChange> changes) {
        return changes.stream().anyMatch(change -> change.attribute().equals(ActualEntry.DISABLED));
    }

    @Override
    public List<Modification> realise(List<ValueChange> changes, List<Attribute> current) {
        List<Modification> modifications = new ArrayList<>();
        for (ValueChange change : changes) {
            modifications.addAll(
                    change.attribute().equals(ActualEntry.DISABLED)
                            ? lock(!change.add().isEmpty(), control(current.stream()))
                            : OpenLdap.plain(change));
        }
        return modifications;
    }

    /** The one bit, and no other: whatever the account is besides, it stays. */
    private static List<Modification> lock(boolean disable, OptionalInt current) {
        int before = current.orElse(NORMAL_ACCOUNT);
        int after = disable ? before | ACCOUNT_DISABLE : before & ~ACCOUNT_DISABLE;
        if (current.isPresent() && after == before) {
            return List.of();
        }
        Modification add = new Modification(ModificationType.ADD, CONTROL, Integer.toString(after));
        return current.isPresent()
                ? List.of(new Modification(ModificationType.DELETE, CONTROL, Integer.toString(before)), add)
                : List.of(add);
    }

    /** Accounts are created locked: the server opens none that has no password. */
    @Override
    public List<Attribute> realise(Change.AddEntry change) {
        List<Attribute> attributes = OpenLdap.plain(change);
        if (account(change)) {
            int bits = control(attributes.stream()).orElse(NORMAL_ACCOUNT) | ACCOUNT_DISABLE;
            attributes.removeIf(attribute -> attribute.getBaseName().equalsIgnoreCase(CONTROL));
            attributes.add(new Attribute(CONTROL, Integer.toString(bits)));
        }
        return attributes;
    }

    @Override
    public boolean opensLater(Change.AddEntry change) {
        return account(change) && !change.disabled();
    }

    private static boolean account(Change.AddEntry change) {
        return change.attributes().entrySet().stream()
                .filter(attribute -> attribute.getKey().equalsIgnoreCase("objectClass"))
                .flatMap(attribute -> attribute.getValue().stream())
                .anyMatch(name -> ACCOUNTS.contains(name.toLowerCase(Locale.ROOT)));
    }

    @Override
    public Modification password(Password password) {
        byte[] quoted = ("\"" + password.secret() + "\"").getBytes(StandardCharsets.UTF_16LE);
        return new Modification(ModificationType.REPLACE, "unicodePwd", quoted);
    }

    @Override
    public boolean passwordNeedsTls() {
        return true;
    }

    /** Of members the server says entryAlreadyExists and unwillingToPerform where others say that the value is there, or not. */
    @Override
    public boolean maybeAsWanted(ResultCode code, List<ValueChange> changes) {
        boolean members = changes.stream().anyMatch(change -> change.attribute().equalsIgnoreCase(MEMBER));
        return DirectoryFlavour.super.maybeAsWanted(code, changes)
                || members
                        && (code.equals(ResultCode.ENTRY_ALREADY_EXISTS)
                                || code.equals(ResultCode.UNWILLING_TO_PERFORM));
    }
}
