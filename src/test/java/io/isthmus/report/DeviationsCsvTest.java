package io.isthmus.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.plan.Deviation;
import io.isthmus.plan.Deviation.Difference;
import io.isthmus.plan.Deviation.Listing;
import io.isthmus.plan.Deviation.Moved;
import io.isthmus.plan.Deviation.Subject;
import io.isthmus.plan.Situation;
import io.isthmus.plan.ValueChange.Kind;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeviationsCsvTest {
    private static final Subject ANN = new Subject("1", "User", "okta", "ann");

    @Test
    void aDifferenceIsALineAndNoFormula() throws IOException {
        Deviation drift = new Deviation(
                        ANN,
                        false,
                        Optional.of("uid=ann"),
                        Optional.of("a1"),
                        Situation.DRIFTED,
                        Optional.of(
                                new Difference("title", Kind.DRIFT, List.of("a"), List.of("a"), List.of("=1+1", "b"))),
                        "",
                        List.of(),
                        Optional.empty())
                .moved(new Moved(Optional.of("cn=bob"), Instant.EPOCH));
        assertThat(csv(Listing.DRIFT, drift))
                .isEqualTo("dn,anchor,resource,type,source,name,situation,since,detail,"
                        + "attribute,kind,applied,desired,actual,by,at,run\r\n"
                        + "uid=ann,a1,1,User,okta,ann,drifted,1970-01-01T00:00:00Z,,"
                        + "title,drift,a,a,\"'=1+1; b\",cn=bob,1970-01-01T00:00:00Z,run\r\n");
    }

    @Test
    void theOthersNameTheirCandidates() throws IOException {
        Deviation disputed = new Deviation(
                ANN,
                false,
                Optional.empty(),
                Optional.empty(),
                Situation.DISPUTED,
                Optional.empty(),
                "two, or more",
                List.of(new Deviation.Candidate("uid=a", "1"), new Deviation.Candidate("uid=b", "2")),
                Optional.empty());
        assertThat(csv(Listing.DISPUTED, disputed))
                .isEqualTo(
                        "dn,anchor,resource,type,source,name,situation,since,detail,candidates,candidateAnchors\r\n"
                                + ",,1,User,okta,ann,disputed,1970-01-01T00:00:00Z,\"two, or more\",\"uid=a; uid=b\",\"1; 2\"\r\n");
    }

    private static String csv(Listing listing, Deviation deviation) throws IOException {
        StringWriter text = new StringWriter();
        try (DeviationsCsv csv = new DeviationsCsv(listing, text)) {
            csv.write(deviation, Instant.EPOCH, "run");
        }
        return text.toString();
    }
}
