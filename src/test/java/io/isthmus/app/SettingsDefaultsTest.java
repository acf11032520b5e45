package io.isthmus.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The settings of the contract, key by key, against what holds when nothing is set. */
class SettingsDefaultsTest {
    /** Examples in the contract, not defaults. */
    private static final Set<String> EXAMPLES = Set.of(
            "isthmus.directory.urls",
            "isthmus.directory.bind-dn",
            "isthmus.directory.bind-password",
            "isthmus.directory.ca-file",
            "isthmus.sources.entra.match-users-by");

    private final SmallRyeConfig config = new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .addDiscoveredConverters()
            .withMapping(Settings.class)
            .withDefaultValue("isthmus.sources.okta.paused", "false")
            .build();

    @Test
    void everyKeyOfTheContractHasItsDefault() throws IOException {
        Map<String, String> contract = new TreeMap<>();
        try (InputStream yaml = Objects.requireNonNull(
                SettingsDefaultsTest.class.getResourceAsStream("/contract/settings.yaml"), "contract")) {
            leaves("", new YAMLMapper().readTree(yaml), contract);
        }
        contract.keySet().removeAll(EXAMPLES);
        assertThat(contract).hasSizeGreaterThan(60);
        Map<String, String> ours = new TreeMap<>();
        contract.keySet()
                .forEach(key -> ours.put(
                        key,
                        Optional.ofNullable(config.getConfigValue(key).getRawValue())
                                .orElse("")));
        assertThat(ours).isEqualTo(contract);
    }

    private static void leaves(String prefix, JsonNode node, Map<String, String> into) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties()
                    .forEach(entry -> leaves(
                            prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey(), entry.getValue(), into));
        } else if (node.isArray()) {
            List<String> values = new ArrayList<>();
            node.forEach(value -> values.add(value.asText()));
            into.put(prefix, String.join(",", values));
        } else {
            into.put(prefix, node.isObject() ? "" : node.asText());
        }
    }
}
