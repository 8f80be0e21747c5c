package dev.zaffre.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The file by itself: its examples are what its schemas say, its references lead somewhere, its ids are unique. */
class ContractFileTest {
    private final Contract contract = Contract.get();

    @Test
    void every_documented_answer_is_as_its_schema_says() {
        List<String> wrong = new ArrayList<>();
        for (Contract.Operation operation : contract.operations()) {
            operation
                    .answerExamples()
                    .forEach((status, examples) -> examples.forEach(example -> {
                        List<String> violations = operation.violations(status, example.value());
                        if (!violations.isEmpty()) {
                            wrong.add(operation.id() + " " + status + " " + example.name() + ": " + violations);
                        }
                    }));
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void every_documented_request_is_as_its_schema_says() {
        List<String> wrong = new ArrayList<>();
        for (Contract.Operation operation : contract.operations()) {
            for (Contract.Example example : operation.requestExamples()) {
                List<String> violations = operation.requestViolations(example.value());
                if (!violations.isEmpty()) {
                    wrong.add(operation.id() + " " + example.name() + ": " + violations);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void every_answer_that_is_json_and_every_body_has_an_example() {
        List<String> without = new ArrayList<>();
        for (Contract.Operation operation : contract.operations()) {
            for (Map.Entry<String, List<Contract.Example>> entry :
                    operation.answerExamples().entrySet()) {
                if (operation.mediaType(entry.getKey()).equals("application/json")
                        && entry.getValue().isEmpty()) {
                    without.add(operation.id() + " " + entry.getKey());
                }
            }
            if (operation.hasBody() && operation.requestExamples().isEmpty()) {
                without.add(operation.id() + " request");
            }
        }
        assertThat(without).isEmpty();
    }

    @Test
    void operation_ids_are_unique_and_every_path_parameter_is_declared_with_an_example() {
        List<String> ids =
                contract.operations().stream().map(Contract.Operation::id).toList();
        assertThat(ids).doesNotHaveDuplicates();
        for (Contract.Operation operation : contract.operations()) {
            var named = new TreeSet<String>();
            Matcher names = Pattern.compile("\\{([^}]+)}").matcher(operation.path());
            while (names.find()) {
                named.add(names.group(1));
            }
            var declared = new TreeSet<String>();
            for (Contract.Parameter parameter : operation.parameters("path")) {
                assertThat(parameter.example())
                        .as(operation + " " + parameter.name())
                        .isPresent();
                declared.add(parameter.name());
            }
            assertThat(declared).as(operation.toString()).isEqualTo(named);
        }
    }

    @Test
    void every_reference_leads_somewhere() {
        List<String> broken = new ArrayList<>();
        collectBroken(contract.document(), broken);
        assertThat(broken).isEmpty();
    }

    @Test
    void nothing_in_components_is_unused() {
        String all = contract.document().toString();
        List<String> unused = new ArrayList<>();
        for (String kind : List.of("parameters", "responses", "examples", "schemas")) {
            for (String name : contract.document().at("/components/" + kind).propertyNames()) {
                if (!all.contains("\"#/components/" + kind + "/" + name + "\"")) {
                    unused.add(kind + "/" + name);
                }
            }
        }
        assertThat(unused).isEmpty();
    }

    private void collectBroken(JsonNode node, List<String> broken) {
        JsonNode reference = node.get("$ref");
        if (reference != null
                && reference.isString()
                && contract.document().at(reference.asString().substring(1)).isMissingNode()) {
            broken.add(reference.asString());
        }
        node.forEach(child -> collectBroken(child, broken));
    }
}
