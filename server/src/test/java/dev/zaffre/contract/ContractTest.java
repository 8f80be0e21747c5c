package dev.zaffre.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.zaffre.base.Json;
import dev.zaffre.http.Access;
import dev.zaffre.http.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sends every request that {@code openapi.yaml} documents, and provokes every error, and holds the answers against it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractTest {
    /** Errors that need more than a request; other tests provoke them. */
    private static final Set<String> ELSEWHERE =
            Set.of("not_ready", "unavailable", "no_only_webhook", "too_many_streams");

    private static Zaffre zaffre;
    private static Stories stories;

    @BeforeAll
    static void start() {
        zaffre = Zaffre.start();
        stories = new Stories(zaffre);
    }

    @AfterAll
    static void stop() {
        stories.close();
        zaffre.close();
    }

    @TestFactory
    @Order(1)
    Stream<DynamicNode> every_documented_request_is_answered_as_documented() {
        return Contract.get().operations().stream()
                .map(operation -> dynamicContainer(
                        operation.toString(),
                        Stream.concat(successes(operation).stream(), errors(operation).stream())));
    }

    private List<DynamicNode> successes(Contract.Operation operation) {
        List<DynamicNode> tests = new ArrayList<>();
        List<String> credentials = new ArrayList<>();
        if (operation.isPublic()) {
            credentials.add("none");
        }
        if (operation.takes("ApiKey")) {
            credentials.add("key");
        }
        if (operation.takes("SessionToken")) {
            credentials.add("session");
        }
        if (operation.takes("UserSession")) {
            credentials.add("user");
        }
        for (String credential : credentials) {
            if (operation.requestExamples().isEmpty()) {
                DocumentedCall call = DocumentedCall.of(operation, Json.object(), null);
                tests.add(dynamicTest(
                        "200 with " + credential, () -> succeed(call.as(credential), documented(operation, ""))));
            }
            for (Contract.Example example : operation.requestExamples()) {
                DocumentedCall call = DocumentedCall.of(operation, example.request(), example.value());
                tests.add(dynamicTest(
                        "200 " + example.name() + " with " + credential,
                        () -> succeed(call.as(credential), documented(operation, example.name()))));
            }
        }
        return tests;
    }

    /** The answer of the same name as the request, or the only one; null where there is none. */
    private static JsonNode documented(Contract.Operation operation, String name) {
        List<Contract.Example> answers = operation.answerExamples().get("200");
        return answers.stream()
                .filter(answer -> answer.name().equals(name))
                .findFirst()
                .or(() -> answers.stream().findFirst())
                .map(Contract.Example::value)
                .orElse(null);
    }

    private void succeed(DocumentedCall call, JsonNode documented) {
        Story story = call.operation().method().equals("GET") ? stories.shared() : stories.fresh();
        prepare(call.operation().request(), story);
        Answer answer = call.send(story);
        assertThat(answer.status()).as(call + " answered " + answer).isEqualTo(200);
        if (documented != null) {
            List<String> missing = new ArrayList<>();
            missing("", documented, answer.json(), missing);
            assertThat(missing).as("documented, but not in " + answer).isEmpty();
        }
    }

    /** Every member that the documented answer has is in the real one. */
    private static void missing(String at, JsonNode documented, JsonNode actual, List<String> missing) {
        if (documented.isObject() && actual.isObject()) {
            documented.properties().forEach(entry -> {
                String place = at + "/" + entry.getKey();
                JsonNode there = actual.get(entry.getKey());
                if (there == null) {
                    missing.add(place);
                } else {
                    missing(place, entry.getValue(), there, missing);
                }
            });
        } else if (documented.isArray() && !documented.isEmpty() && actual.isArray() && !actual.isEmpty()) {
            missing(at + "/0", documented.get(0), actual.get(0), missing);
        }
    }

    private List<DynamicNode> errors(Contract.Operation operation) {
        List<DynamicNode> tests = new ArrayList<>();
        operation.answerExamples().forEach((status, examples) -> {
            for (Contract.Example example : examples) {
                boolean elsewhere = ELSEWHERE.contains(example.name());
                if (!status.equals("200") && !elsewhere) {
                    tests.add(dynamicTest(status + " " + example.name(), () -> fail(operation, status, example)));
                }
            }
        });
        return tests;
    }

    private void fail(Contract.Operation operation, String status, Contract.Example example) {
        assertThat(example.request().isEmpty())
                .as("how to provoke " + example.name() + " (x-request)")
                .isFalse();
        boolean limited = example.request().path("preparation").asString().equals("rate_limit_used_up");
        boolean locked = example.request().path("preparation").asString().equals("sign_in_locked");
        Story story = limited ? stories.limited() : locked ? stories.fresh() : stories.shared();
        prepare(example.request(), story);
        DocumentedCall call = DocumentedCall.of(operation, example.request(), null);
        Answer answer = call.send(story);
        for (int i = 0; (limited || locked) && i < 100 && answer.status() != 429; i++) {
            answer = call.send(story);
        }
        assertThat(answer.status()).as(call + " answered " + answer).isEqualTo(Integer.parseInt(status));
        if (operation.mediaType(status).equals("text/html")) {
            assertThat(answer.text()).contains(example.value().asString());
        } else {
            sameError(story, answer, example.value());
        }
        if (status.equals("429")) {
            assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
            if (limited) {
                assertThat(answer.header("RateLimit-Limit") + answer.header("RateLimit"))
                        .isNotBlank();
            }
        }
    }

    /** What an example needs to have happened, besides the story. */
    private static void prepare(ObjectNode request, Story story) {
        switch (request.path("preparation").asString("")) {
            case "app_closes_connection" -> zaffre.sandbox().plan(Json.object().put("reset", "before"));
            case "on_the_way" -> story.onTheWay();
            case "on_the_way_back" -> providerAnswers(story, 200, "{\"access_token\":\"token-of-the-provider\"}");
            case "on_the_way_back_code_refused" -> providerAnswers(story, 400, "{\"error\":\"invalid_grant\"}");
            case "on_the_way_back_provider_down" -> providerAnswers(story, 500, "{\"error\":\"server_error\"}");
            case "", "rate_limit_used_up", "sign_in_locked" -> {
                // Nothing to do here.
            }
            default -> throw new IllegalArgumentException("preparation of " + request);
        }
    }

    /** @param body of the token endpoint's next answer */
    private static void providerAnswers(Story story, int status, String body) {
        story.onTheWay();
        ObjectNode plan = Json.object().put("path", "/crm/token").put("status", status);
        plan.set("body", Json.read(body));
        zaffre.sandbox().plan(plan);
    }

    private static void sameError(Story story, Answer answer, JsonNode documented) {
        JsonNode actual = answer.json();
        for (String member : List.of("status_code", "error_type", "http_error_type", "error_code", "error")) {
            assertThat(actual.get(member)).as(member + " of " + answer).isEqualTo(documented.get(member));
        }
        assertThat(story.documented(actual.get("message").asString()))
                .isEqualTo(documented.get("message").asString());
        assertThat(actual.has("details")).as("details of " + answer).isEqualTo(documented.has("details"));
        assertThat(answer.header("X-Request-Id"))
                .isEqualTo(actual.get("request_id").asString())
                .isNotBlank();
    }

    @Test
    @Order(2)
    void every_operation_was_answered_with_each_of_its_statuses() {
        Set<String> never = new TreeSet<>();
        for (Contract.Operation operation : Contract.get().operations()) {
            for (Map.Entry<String, List<Contract.Example>> entry :
                    operation.answerExamples().entrySet()) {
                boolean elsewhere = entry.getValue().stream().allMatch(example -> ELSEWHERE.contains(example.name()));
                if (!ApiClient.exercised().contains(operation.id() + " " + entry.getKey())
                        && (!elsewhere || entry.getValue().isEmpty())) {
                    never.add(operation.id() + " " + entry.getKey());
                }
            }
        }
        assertThat(never).isEmpty();
    }

    @Test
    void the_file_and_the_server_have_the_same_routes() {
        Set<String> documented = new TreeSet<>();
        Contract.get()
                .operations()
                .forEach(operation -> documented.add(operation.method() + " " + Contract.shape(operation.path())));
        Set<String> served = new TreeSet<>();
        for (Route route : zaffre.app().routes()) {
            served.add(route.method() + " " + Contract.shape(route.path()));
        }
        assertThat(served).isEqualTo(documented);
    }

    @Test
    void the_file_and_the_server_ask_for_the_same_credentials() {
        Map<String, Access> documented = new TreeMap<>();
        for (Contract.Operation operation : Contract.get().operations()) {
            boolean key = operation.takes("ApiKey");
            boolean session = operation.takes("SessionToken");
            boolean user = operation.takes("UserSession");
            boolean environment = operation.parameters("header").stream()
                    .anyMatch(parameter -> parameter.name().equals("x-zaffre-environment"));
            Access people = environment ? Access.USER : Access.USER_ANYWHERE;
            documented.put(
                    operation.method() + " " + Contract.shape(operation.path()),
                    key && session
                            ? Access.KEY_OR_SESSION
                            : key ? Access.KEY : session ? Access.SESSION : user ? people : Access.PUBLIC);
        }
        Map<String, Access> served = new TreeMap<>();
        zaffre.app()
                .routes()
                .forEach(route -> served.put(route.method() + " " + Contract.shape(route.path()), route.access()));
        assertThat(served).isEqualTo(documented);
    }
}
