package dev.zaffre.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What an author of a connector is told: file, line and reason. */
class DefinitionFileTest {
    private static final String FINE = """
            # yaml-language-server: $schema=../connector.schema.json
            slug: acme
            name: Acme
            description: Sells anvils.
            auth: {type: none}
            base_url: https://api.acme.example
            actions:
              - id: create_anvil
                name: Create anvil
                description: Adds one.
                fields:
                  - {name: weight, label: Weight, type: number}
                  - name: colour
                    label: Colour
                    type: text
                request:
                  method: POST
                  path: /anvils
                  body:
                    weight: "{{fields.weight}}"
                    colour: "{{fields.colour}}"
            """;

    private static List<String> faults(String right, String wrong) {
        assertThat(FINE).contains(right);
        return new DefinitionFile("acme/app.yaml", FINE.replace(right, wrong))
                .faults().stream().map(DefinitionFile.Fault::toString).toList();
    }

    @Test
    void a_file_that_can_be_used_has_no_faults() {
        assertThat(faults("Acme", "Acme")).isEmpty();
    }

    @Test
    void a_value_that_the_schema_refuses_is_named_with_its_line() {
        assertThat(faults("method: POST", "method: STEAL"))
                .singleElement()
                .asString()
                .startsWith("acme/app.yaml:17: /actions/0/request/method: ");
    }

    @Test
    void a_member_that_may_not_be_there_is_named_with_its_own_line() {
        assertThat(faults("        type: text\n", "        type: text\n        tpye: text\n"))
                .singleElement()
                .asString()
                .startsWith("acme/app.yaml:16: ")
                .contains("tpye");
    }

    @Test
    void a_member_that_is_missing_is_named_with_the_line_of_what_lacks_it() {
        assertThat(faults("        label: Colour\n", ""))
                .singleElement()
                .asString()
                .startsWith("acme/app.yaml:13: ")
                .contains("label");
    }

    @Test
    void a_template_that_mentions_nothing_declared_is_named_with_the_line_of_its_request() {
        assertThat(faults("{{fields.colour}}", "{{fields.color}}"))
                .singleElement()
                .asString()
                .startsWith("acme/app.yaml:16: /actions/0/request: ")
                .contains("fields.color");
    }

    @Test
    void what_is_not_yaml_is_named_with_the_line_where_reading_ended() {
        assertThat(faults("    fields:\n", "    fields: [\n"))
                .singleElement()
                .asString()
                .matches("acme/app.yaml:1[12]: not readable as YAML: (?s).*");
    }

    @Test
    void what_is_said_twice_is_not_silently_the_last() {
        assertThat(faults("name: Acme\n", "name: Acme\nname: Other\n"))
                .singleElement()
                .asString()
                .startsWith("acme/app.yaml:4: ")
                .contains("name");
    }

    @Test
    void everything_wrong_is_told_at_once_in_the_order_of_the_file() {
        assertThat(faults("base_url: https://api.acme.example\nactions:\n  - id: create_anvil", """
                base_url: nowhere
                actions:
                  - id: Create Anvil"""))
                .hasSize(2)
                .satisfies(all -> {
                    assertThat(all.getFirst()).startsWith("acme/app.yaml:6: /base_url: ");
                    assertThat(all.getLast()).startsWith("acme/app.yaml:8: /actions/0/id: ");
                });
    }

    @Test
    void a_server_whose_build_has_a_wrong_file_says_so_with_the_line() {
        assertThatThrownBy(() -> BuiltInApps.read(
                        "connectors/acme/app.yaml",
                        FINE.replace("method: POST", "method: STEAL"),
                        AppSchema.fromClasspath()))
                .isInstanceOf(InvalidDefinition.class)
                .hasMessageContaining("connectors/acme/app.yaml:17: /actions/0/request/method");
    }
}
