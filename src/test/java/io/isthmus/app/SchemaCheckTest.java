package io.isthmus.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.schema.Schema;
import io.isthmus.directory.Capabilities;
import io.isthmus.mapping.MappingReader;
import io.isthmus.mapping.MappingResult;
import io.isthmus.mapping.MappingSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the standard schemas that come with the LDAP library, which ask less of groups than RFC 4519 does. */
class SchemaCheckTest {
    private static final String STRICTER = """
            dn: cn=schema
            objectClass: top
            objectClass: subschema
            cn: schema
            attributeTypes: ( 1.1.1 NAME ( 'rank' 'grade' ) SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
            attributeTypes: ( 1.1.5 NAME ( 'alias' 'nick' ) SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
            attributeTypes: ( 1.1.6 NAME 'pwdAccountLockedTime' SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 USAGE directoryOperation )
            attributeTypes: ( 1.1.2 NAME 'memberUid' SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )
            objectClasses: ( 1.1.3 NAME 'team' STRUCTURAL MUST ( cn $ member ) )
            objectClasses: ( 1.1.4 NAME 'ranked' AUXILIARY MAY ( rank $ alias ) )
            """;
    private static final String USERS = """
            version: 1
            users:
              - name: people
                base: ou=people,dc=example,dc=com
                rdn: uid
                object-classes: [inetOrgPerson, ranked]
                attributes:
                  uid: userName
                  cn: displayName
                  sn: displayName
                  alias: nickName
                  businessCategory: { from: userType, ownership: merge }
                  rank: { from: nickName, ownership: merge }
            """;

    @TempDir
    Path home;

    @Test
    void theShippedMappingFits() throws Exception {
        String shipped = Files.readString(
                Path.of(System.getProperty("isthmus.test.basedir", "."), "config/mapping-openldap.yaml"));
        assertThat(misfits(shipped)).isEmpty();
    }

    /** A lock on an attribute that nobody knows locks nobody, and a filter with one protects nobody. */
    @Test
    void whatLocksAndWhatFiltersAskForIsHeldAgainstTheSchemaToo() throws Exception {
        assertThat(misfits(USERS + """
                    scope: (&(objectClass=inetOrgPerson)(!(noSuchKind=x)))
                    inactive: [{ disable: { attribute: noSuchLock, value: x } }]
                    deleted:
                      - disable: { attribute: memberUid, value: x }
                      - disable: { attribute: pwdAccountLockedTime, value: x }
                      - disable: { attribute: rank, value: x }
                protected:
                  - (|(memberUid=x)(noSuchMark=*))
                  - uid=safe,dc=example,dc=com
                """))
                .containsExactly(
                        "14: rule people: the schema has no attribute type noSuchKind",
                        "15: rule people: the schema has no attribute type noSuchLock",
                        "16: rule people: none of the object classes allows memberUid",
                        "20: protected: the schema has no attribute type noSuchMark, so (|(memberUid=x)(noSuchMark=*)) protects nothing");
    }

    @Test
    void groupsAreHeldAgainstTheSchemaAndTheDirectory() throws Exception {
        assertThat(misfits(USERS + """
                    import: { title: "${noSuchSource}" }
                    stamp-attribute: noSuchStamp
                groups:
                  - name: taken
                    base: ou=groups,dc=example,dc=com
                    rdn: cn
                    object-classes: [groupOfNames]
                    attributes:
                      cn: displayName
                      mail: externalId
                    members: { attribute: member, placeholder: "cn=taken,dc=example,dc=com" }
                  - name: empty
                    base: ou=groups,dc=example,dc=com
                    rdn: cn
                    object-classes: [team]
                    attributes:
                      cn: displayName
                      noSuchType: externalId
                    members:
                      attribute: member
                  - name: lacking
                    base: ou=groups,dc=example,dc=com
                    rdn: description
                    object-classes:
                      - groupOfUniqueNames
                      # not noSuchClassOfOthers
                      - noSuchClass
                    attributes: { description: displayName }
                    members: { attribute: memberUid }
                  - name: wrong
                    base: ou=groups,dc=example,dc=com
                    rdn: cn
                    object-classes: [team]
                    attributes: { cn: displayName }
                    members: { attribute: member, as: uid }
                  - name: unnamed
                    base: ou=groups,dc=example,dc=com
                    rdn: description
                    object-classes: [groupOfUniqueNames]
                    attributes: { description: displayName }
                    members: { attribute: uniqueMember, placeholder: "cn=free,dc=example,dc=com" }
                """))
                .containsExactly(
                        "15: rule people: the schema has no attribute type noSuchStamp",
                        "3: rule people: the schema has no attribute type noSuchSource",
                        "23: rule taken: none of the object classes allows mail",
                        "24: rule taken: the placeholder cn=taken,dc=example,dc=com is an entry of this directory;"
                                + " name a DN that nobody has",
                        "31: rule empty: the schema has no attribute type noSuchType",
                        "32: rule empty: the object classes need member, and groups come without members;"
                                + " write placeholder: with a DN that nobody has",
                        "40: rule lacking: the schema has no object class noSuchClass",
                        "42: rule lacking: memberUid holds no DNs; write as: uid",
                        "48: rule wrong: member holds DNs; write as: dn",
                        "49: rule unnamed: the object classes need cn, which is not mapped");
    }

    @Test
    void grantsAreHeldAgainstTheSchema() throws Exception {
        assertThat(misfits(USERS + """
                roles:
                  from: roles
                  default: standard
                  catalogue:
                    - role: admin
                      grants:
                        - { attribute: noSuchType, value: x }
                        - { attribute: memberUid, value: x }
                        - { attribute: businessCategory, value: x }
                        - { attribute: nick, value: x }
                        - { attribute: grade, value: x }
                        - { attribute: preferredDeliveryMethod, value: any }
                        - { attribute: employeeType, value: admin }
                    - role: operator
                      grants:
                        - { attribute: preferredDeliveryMethod, value: mhs }
                        - { attribute: employeeType, value: operator }
                    - role: standard
                      grants: { attribute: preferredDeliveryMethod, value: telex }
                """))
                .containsExactly(
                        "20: role admin: the schema has no attribute type noSuchType",
                        "21: role admin: no object class of any rule under users allows memberUid",
                        "23: role admin: nick is mapped by rule people as alias; grant another attribute",
                        "24: role admin: grade is mapped by rule people as rank, and holds one value here;"
                                + " grant another attribute",
                        "29: role operator: preferredDeliveryMethod holds one value here, and a user may have the grant of line 25"
                                + " (role admin) as well");
    }

    private static Schema stricter() throws Exception {
        return new Schema(new Entry(STRICTER.lines().toArray(String[]::new)));
    }

    private List<String> misfits(String text) throws Exception {
        Path file = home.resolve("mapping.yaml");
        Files.writeString(file, text);
        MappingResult result = MappingReader.read(text, file.toString());
        assertThat(result).isInstanceOf(MappingResult.Valid.class);
        MappingSet mapping = ((MappingResult.Valid) result).mapping();
        DN taken = new DN("cn=taken,dc=example,dc=com");
        return SchemaCheck.faults(
                        mapping,
                        Schema.mergeSchemas(Schema.getDefaultStandardSchema(), stricter()),
                        new Capabilities("openldap", Optional.empty(), "entryUUID", true, Map.of()),
                        taken::equals)
                .stream()
                .map(misfit ->
                        misfit.in(file.toString()).substring(file.toString().length() + 1))
                .toList();
    }
}
