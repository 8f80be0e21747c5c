package dev.zaffre.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.zaffre.base.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * One's key with the other's ids. Made from {@code openapi.yaml}: wherever an example names something that belongs to somebody,
 * the request is sent with the id of the same thing of somebody else, and must be answered as for a thing that does not exist.
 * An operation that the file gets is covered the same day.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IsolationTest {
    /** Names in the examples, and such that only the other environment has. */
    private static final Map<String, String> NAMES = Map.of(
            Documented.ACCOUNT,
            "only-there",
            "sandbox-crm",
            "only-there-app",
            Documented.CUSTOM_APP,
            "only-there-app",
            Documented.OAUTH_APP,
            "only-there-app",
            Documented.CUSTOM_OAUTH_APP,
            "only-there-app",
            "create_contact",
            "only_there");
    /** For these, a name that is not there yet is no error: they make their own. The other's is untouched all the same. */
    private static final Set<String> MAKE_BY_NAME = Set.of(
            "createLinkedAccount", "upsertLinkedAccount", "createApplication", "updateApplication", "createEventType");
    /** These answer something new each time they are asked. */
    private static final Set<String> NEVER_THE_SAME = Set.of("getOAuthUrl", "integrateApp", "live", "getFigures");
    /** Ids that a session may not know, although they are of its own environment. */
    private static final List<String> OF_AN_ACCOUNT =
            List.of(Documented.EXECUTION, Documented.EVENT, Documented.WORKFLOW_PRIVATE);

    private static Zaffre zaffre;
    private static Story mine;
    private static Story neighbour;
    private static Story theirs;
    private static Map<String, JsonNode> before;

    @BeforeAll
    static void two_environments_with_two_accounts_each_and_everything_the_same() {
        zaffre = Zaffre.start();
        mine = zaffre.story("test");
        neighbour = mine.other("globex");
        theirs = zaffre.story("production");
        theirs.other("globex");
        theirs.key()
                .post(Story.PUBLIC + "/linked-account", "{\"linked_account_id\":\"only-there\"}")
                .ok();
        theirs.key()
                .post(Story.PUBLIC + "/application", theirs.customApp("only-there-app"))
                .ok();
        before = everything(theirs, "");
        before.putAll(everything(neighbour, Documented.EXECUTION + Documented.EVENT + Documented.ACCOUNT));
    }

    @AfterAll
    static void stop() {
        zaffre.close();
    }

    @TestFactory
    @Order(1)
    Stream<DynamicNode> the_other_environments_ids_are_unknown() {
        return Contract.get().operations().stream()
                .filter(operation -> operation.takes("ApiKey"))
                .map(operation -> dynamicContainer(operation.toString(), foreign(operation, theirs, "key").stream()));
    }

    @TestFactory
    @Order(1)
    Stream<DynamicNode> the_other_environments_ids_are_unknown_to_a_session() {
        return Contract.get().operations().stream()
                .filter(operation -> operation.takes("SessionToken"))
                .map(operation ->
                        dynamicContainer(operation.toString(), foreign(operation, theirs, "session").stream()));
    }

    @TestFactory
    @Order(1)
    Stream<DynamicNode> the_other_environments_ids_are_unknown_to_a_user_who_chose_this_one() {
        return Contract.get().operations().stream()
                .filter(operation -> operation.takes("ApiKey") || operation.takes("UserSession"))
                .map(operation -> dynamicContainer(operation.toString(), foreign(operation, theirs, "user").stream()));
    }

    @TestFactory
    @Order(1)
    Stream<DynamicNode> the_other_accounts_ids_are_unknown_to_a_session_and_to_a_key_with_an_account() {
        return Contract.get().operations().stream().flatMap(operation -> accountTests(operation).stream());
    }

    private List<DynamicNode> foreign(Contract.Operation operation, Story owner, String auth) {
        List<DynamicNode> tests = new ArrayList<>();
        for (DocumentedCall call : calls(operation)) {
            DocumentedCall own = call.as(auth);
            for (String text : own.texts()) {
                if (Documented.IDS.contains(text) && !owner.id(text).equals(mine.id(text))) {
                    tests.add(test(own, text, owner.id(text), Documented.UNKNOWN));
                } else if (NAMES.containsKey(text) && !isFree(operation, text)) {
                    tests.add(test(own, text, NAMES.get(text), "nowhere-at-all"));
                }
            }
        }
        return distinct(tests);
    }

    /** A draft may say anything of its nodes; publishing is where it is checked. */
    private static boolean isFree(Contract.Operation operation, String text) {
        return MAKE_BY_NAME.contains(operation.id())
                || (text.equals("create_contact")
                        && Set.of("createWorkflow", "updateWorkflow").contains(operation.id()));
    }

    private List<DynamicNode> accountTests(Contract.Operation operation) {
        List<DynamicNode> tests = new ArrayList<>();
        for (DocumentedCall call : calls(operation)) {
            for (String auth : List.of("session", "key")) {
                boolean taken = operation.takes(auth.equals("key") ? "ApiKey" : "SessionToken")
                        && (auth.equals("session") || call.headers().get("linked_account_id") != null);
                DocumentedCall own = call.as(auth);
                for (String text : taken ? own.texts() : List.<String>of()) {
                    for (String documented : ofTheNeighbour(text)) {
                        tests.add(test(own, text, neighbour.id(documented), Documented.UNKNOWN));
                    }
                }
            }
        }
        return tests.isEmpty() ? List.of() : List.of(dynamicContainer(operation.toString(), distinct(tests).stream()));
    }

    /** What the neighbour has in the place of a documented thing. */
    private static List<String> ofTheNeighbour(String text) {
        if (text.equals(Documented.WORKFLOW) || text.equals(Documented.WORKFLOW_API)) {
            return List.of(Documented.WORKFLOW_PRIVATE);
        }
        return OF_AN_ACCOUNT.contains(text) ? List.of(text) : List.of();
    }

    private static List<DynamicNode> distinct(List<DynamicNode> tests) {
        Map<String, DynamicNode> byName = new LinkedHashMap<>();
        tests.forEach(test -> byName.putIfAbsent(test.getDisplayName(), test));
        return List.copyOf(byName.values());
    }

    private static List<DocumentedCall> calls(Contract.Operation operation) {
        if (operation.requestExamples().isEmpty()) {
            return List.of(DocumentedCall.of(operation, Json.object(), null));
        }
        return operation.requestExamples().stream()
                .map(example -> DocumentedCall.of(operation, example.request(), example.value()))
                .toList();
    }

    private static DynamicTest test(DocumentedCall call, String text, String foreign, String nonexistent) {
        return dynamicTest(text + " of somebody else, with " + call.auth(), () -> {
            // What a repeat of the owner's requests would answer must not be hidden by an earlier answer to us.
            Answer answer = call.replacing(text, foreign).send(mine);
            Answer nothing = call.replacing(text, nonexistent).send(mine);
            assertThat(answer.status())
                    .as("%s with %s answered %s", call, foreign, answer)
                    .isIn(404, documentedOtherwise(call.operation()));
            assertThat(normal(answer, foreign)).isEqualTo(normal(nothing, nonexistent));
        });
    }

    /** Where the published status of an unknown thing is not 404. */
    private static int documentedOtherwise(Contract.Operation operation) {
        return switch (operation.id()) {
            case "createSessionToken",
                    "getConfigField",
                    "getConfigFieldPost",
                    "updateConfigField",
                    "deleteConfigField",
                    "getRuleColumns",
                    "updateConfig",
                    "updateConfigOfSession",
                    "executeWorkflow",
                    "executeWorkflowV1",
                    "updateWorkflow",
                    "createWebhook",
                    "getWebhook",
                    "updateWebhook",
                    "deleteWebhook",
                    "rotateWebhookSecret",
                    "testWebhook",
                    "editWebhookGroup" -> 400;
            case "getAuthStructure" -> 500;
            default -> 404;
        };
    }

    private static String normal(Answer answer, String id) {
        JsonNode body = answer.json();
        return answer.status() + " " + body.path("error_code") + body.path("error_type") + body.propertyNames()
                + body.path("message").asString().replace(id, "?");
    }

    @Test
    @Order(2)
    void nothing_of_the_others_has_changed() {
        Map<String, JsonNode> after = everything(theirs, "");
        after.putAll(everything(neighbour, Documented.EXECUTION + Documented.EVENT + Documented.ACCOUNT));
        List<String> changed = before.keySet().stream()
                .filter(name -> !before.get(name).equals(after.get(name)))
                .map(name -> name + " was " + before.get(name) + " and is " + after.get(name))
                .toList();
        assertThat(changed).isEmpty();
        assertThat(before).hasSizeGreaterThan(30);
    }

    /**
     * What GET operations answer to the owner.
     *
     * @param about only those whose path names one of these; empty: all
     */
    private static Map<String, JsonNode> everything(Story owner, String about) {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        for (Contract.Operation operation : Contract.get().operations()) {
            DocumentedCall documented = DocumentedCall.of(operation, Json.object(), null);
            boolean meant =
                    about.isEmpty() || documented.path().values().stream().anyMatch(about::contains);
            boolean comparable = operation.method().equals("GET") && !NEVER_THE_SAME.contains(operation.id());
            if (meant && comparable && operation.takes("ApiKey")) {
                DocumentedCall call = documented.replacing(Documented.ACCOUNT, owner.account());
                all.put(
                        operation.id() + " of " + owner.id(Documented.ACCOUNT_ID),
                        call.send(owner).ok().json());
            }
        }
        return all;
    }

    @Test
    @Order(0)
    void every_path_parameter_is_one_that_this_test_can_fill() {
        List<String> unknown = new ArrayList<>();
        for (Contract.Operation operation : Contract.get().operations()) {
            for (Contract.Parameter parameter : operation.parameters("path")) {
                String example = parameter.example().orElseThrow().asString();
                boolean known = Documented.IDS.contains(example)
                        || NAMES.containsKey(example)
                        // Names within the account or the app, which their own ids guard.
                        || List.of("key", "field", "version", "node_id").contains(parameter.name())
                        // Of people, who belong to no environment: UsersTest has those of another company.
                        || List.of("user_id", "session_id").contains(parameter.name());
                if (!known) {
                    unknown.add(operation + " " + parameter.name() + " = " + example);
                }
            }
        }
        assertThat(unknown)
                .as("path parameters whose example is not in Documented: say there who owns such a thing")
                .isEmpty();
    }
}
