package dev.zaffre.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.TestApps;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class WorkflowCompilerTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId(UUID.randomUUID());
    private static final JsonNode EVENT_SCHEMA = Json.parse("""
            {"type":"object","properties":{"first_name":{"type":"string"},"employee_id":{"type":"integer"},"is_new":{"type":"boolean"},
             "address":{"$ref":"#/$defs/address"},"lines":{"type":"array","items":{"type":"object","properties":{"sku":{"type":"string"}}}},
             "extra":{"type":"object"},"open":{"type":"object","properties":{"a":{}},"additionalProperties":true},
             "either":{"oneOf":[{"type":"string"},{"type":"object","properties":{"left":{}}}]},"nothing":{}},
             "$defs":{"address":{"type":"object","properties":{"street":{"type":"string"},"self":{"$ref":"#/$defs/address"}}}}}""");
    private static final Map<String, App> APPS = Map.of(
            "sandbox-crm", TestApps.builtIn("sandbox-crm"),
            "tasks", TestApps.of("""
                    slug: tasks
                    name: Tasks
                    description: Takes tasks.
                    auth: {type: none}
                    base_url: https://tasks.example.com
                    actions:
                      - id: add
                        name: Add
                        description: Adds a task.
                        fields:
                          - {name: title, label: Title, type: text, required: true}
                          - {name: size, label: Size, type: number}
                          - {name: done, label: Done, type: boolean}
                          - {name: kind, label: Kind, type: select, options: [{name: Bug, value: bug}, {name: Idea, value: idea}]}
                          - {name: more, label: More, type: object}
                          - {name: tags, label: Tags, type: array}
                          - {name: list, label: List, type: text, required: true, default: inbox}
                        request: {method: POST, path: /tasks, body: {title: "{{fields.title}}"}}
                    """));
    private static final WorkflowCompiler COMPILER = new WorkflowCompiler(
            new WorkflowCompiler.Apps() {
                @Override
                public Optional<App> find(EnvironmentId environment, String slug) {
                    return Optional.ofNullable(APPS.get(slug));
                }

                @Override
                public List<App> list(EnvironmentId environment) {
                    return List.copyOf(APPS.values());
                }
            },
            new WorkflowCompiler.Events() {
                @Override
                public Optional<JsonNode> schemaOf(EnvironmentId environment, String event) {
                    return event.equals("Contact Created") ? Optional.of(EVENT_SCHEMA) : Optional.empty();
                }

                @Override
                public List<String> names(EnvironmentId environment) {
                    return List.of("Contact Created", "Without Schema");
                }
            },
            (environment, app, workflow) -> Set.of("pipeline", "owner"));

    private static final String START = "{\"id\":\"1\",\"name\":\"Start\",\"type\":\"start\"}";
    private static final String EDGE = "{\"source\":\"1\",\"target\":\"2\"}";

    private static WorkflowCompiler.Result compile(String document) {
        return COMPILER.compile(ENVIRONMENT, null, "tasks", Json.parse(document));
    }

    /** A workflow on the event with these nodes after Start. */
    private static String document(String nodes, String edges) {
        return "{\"trigger\":{\"type\":\"event\",\"event\":\"Contact Created\"},\"nodes\":[" + START + "," + nodes
                + "],\"edges\":[" + edges + "]}";
    }

    private static CompiledWorkflow compiled(String document) {
        return Objects.requireNonNull(
                compile(document).workflow(), () -> problems(document).toString());
    }

    private static List<String> problems(String document) {
        return compile(document).problems().stream()
                .map(problem ->
                        problem.nodeId() + " " + problem.field() + " " + problem.code() + ": " + problem.message())
                .toList();
    }

    /** Problems of one node with id 2 after Start. */
    private static List<String> problemsOfNode(String members) {
        return problems(document("{\"id\":\"2\",\"name\":\"Two\"," + members + "}", EDGE));
    }

    private static List<String> problemsOfText(String text) {
        return problemsOfNode("\"type\":\"log\",\"title\":"
                + Json.write(Json.object().put("t", text).path("t")));
    }

    @Test
    void the_published_example_compiles_and_has_the_published_form() {
        JsonNode example = WorkflowCompiler.schema().path("examples").get(0);
        assertThat(schemaErrors(example)).isEmpty();
        WorkflowCompiler.Result result = COMPILER.compile(ENVIRONMENT, null, "sandbox-crm", example);
        assertThat(result.problems()).isEmpty();
        CompiledWorkflow workflow = Objects.requireNonNull(result.workflow());
        assertThat(workflow.nodes()).extracting(Node::id).containsExactly("1", "2", "3", "4", "5", "6", "7");
        assertThat(workflow.event()).isEqualTo("Contact Created");
        assertThat(workflow.startIf()).isNotNull();
        assertThat(workflow.timeout()).isEqualTo(Duration.ofDays(1));
        assertThat(workflow.incoming().get("4")).containsExactly(new CompiledWorkflow.Edge("3", "4", "true"));
        assertThat(workflow.node("2").settings().retry()).isEqualTo(new RetryPolicy(true, Duration.ofSeconds(2), 8));
        assertThat(workflow.node("5").settings().skipOnError()).isTrue();
        assertThat(workflow.node("4").kind()).isEqualTo(new Node.Delay(Duration.ofHours(1)));
    }

    @Test
    void every_type_renders_what_it_was_given() {
        CompiledWorkflow workflow = compiled(document("""
                {"id":2,"name":"Add","type":"action","data":{"title":"{{event.first_name}}","size":"{{event.employee_id}}"},"action":"add"},
                {"id":"3","name":"Call","type":"http","settings":{"method":"put","url":"https://x.example/{{event.first_name}}",
                  "query":{"a":"{{event.employee_id}}","b":"{{event.address.street}}"},"headers":{"X-A":"{{event.first_name}}"},
                  "body":{"n":"{{event.employee_id}}"}},"options":{"hide_request":true}},
                {"id":"4","name":"Answer","type":"response","status_code":201,"body":"{{add.body.id}}"}""", """
                {"source":1,"target":2},{"source":"2","target":"3","sourceHandle":null},{"source":"3","target":"4"},{"source":"3","target":"4"}"""));
        Scope scope = new JsonScope((ObjectNode) Json.parse(
                "{\"event\":{\"first_name\":\"a/b\",\"employee_id\":9007199254740993},\"add\":{\"body\":{\"id\":7}}}"));
        Node.AppAction add = (Node.AppAction) workflow.node("2").kind();
        assertThat(add.app()).isEqualTo("tasks");
        assertThat(String.valueOf(add.fields().render(scope)))
                .isEqualTo("{\"title\":\"a/b\",\"size\":9007199254740993}");
        Node.Http call = (Node.Http) workflow.node("3").kind();
        assertThat(call.method()).isEqualTo("PUT");
        assertThat(call.bodyType()).isEqualTo("json");
        assertThat(Json.parse(String.valueOf(call.request().render(scope)))).isEqualTo(Json.parse("""
                {"url":"https://x.example/a%2Fb","query":{"a":9007199254740993},"headers":{"X-A":"a/b"},"body":{"n":9007199254740993}}"""));
        assertThat(workflow.node("3").settings().hideRequest()).isTrue();
        assertThat(workflow.node("3").settings().retry()).isEqualTo(RetryPolicy.DEFAULT);
        Node.Respond answer = (Node.Respond) workflow.node("4").kind();
        assertThat(answer.status()).isEqualTo(201);
        assertThat(String.valueOf(answer.body().render(scope))).isEqualTo("7");
        assertThat(workflow.incoming().get("4")).hasSize(1);
    }

    @Test
    void nodes_come_after_all_that_lead_to_them() {
        CompiledWorkflow workflow = compiled(document("""
                {"id":"4","type":"log"},{"id":"3","type":"log"},{"id":"2","type":"log"},{"id":"5","type":"log"}""", """
                {"source":"1","target":"2"},{"source":"2","target":"4"},{"source":"1","target":"3"},{"source":"3","target":"4"},{"source":"4","target":"5"}"""));
        assertThat(workflow.nodes()).extracting(Node::id).containsExactly("1", "3", "2", "4", "5");
    }

    @Test
    void the_api_trigger_needs_no_event_and_knows_any_payload() {
        assertThat(problems("{\"trigger\":{\"type\":\"api\"},\"nodes\":[" + START
                        + ",{\"id\":\"2\",\"type\":\"log\",\"title\":\"{{start.body.anything.at.0.all}} {{node.1.body.x}}\"}],\"edges\":["
                        + EDGE + "]}"))
                .isEmpty();
        assertThat(problems(
                        "{\"trigger\":{\"type\":\"event\",\"event\":\"Without Schema\"},\"nodes\":[" + START + "]}"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "{} ¦ null trigger.type INVALID_TRIGGER",
                "[] ¦ null null INVALID_DOCUMENT",
                "{\"trigger\":{\"type\":\"event\"},\"nodes\":[]} ¦ null trigger.event MISSING_FIELD",
                "{\"trigger\":{\"type\":\"event\",\"event\":\"Contact Creatd\"}} ¦ Did you mean \"Contact Created\"?",
                "{\"trigger\":{\"type\":\"api\"}} ¦ null nodes INVALID_DOCUMENT",
                "{\"trigger\":{\"type\":\"api\"},\"nodes\":[]} ¦ null nodes START_MISSING",
                "{\"trigger\":{\"type\":\"api\"},\"nodes\":[{\"type\":\"start\"}]} ¦ null nodes.0.id INVALID_NODE",
                "{\"trigger\":{\"type\":\"api\"},\"nodes\":[7]} ¦ null nodes.0.id INVALID_NODE",
                "{\"trigger\":{\"type\":\"api\"},\"nodes\":[{\"id\":1}]} ¦ 1 type INVALID_NODE",
                "{\"trigger\":{\"type\":\"api\"},\"nodes\":[{\"id\":1,\"type\":\"start\"},{\"id\":2,\"type\":\"start\"}]} ¦ 2 type START_REPEATED",
                "{\"trigger\":{\"type\":\"api\"},\"nodes\":[{\"id\":1,\"type\":\"start\"},{\"id\":\"1\",\"type\":\"log\"}]} ¦ 1 id DUPLICATE_NODE_ID",
                "{\"trigger\":{\"type\":\"api\"},\"nodes\":[{\"id\":1,\"type\":\"start\"}],\"edges\":{}} ¦ null edges INVALID_DOCUMENT",
                "{\"trigger\":{\"type\":\"api\"},\"nodes\":[{\"id\":1,\"type\":\"start\"}],\"edges\":[{\"source\":1,\"target\":9}]} ¦ null edges.0.target UNKNOWN_EDGE_NODE",
                "{\"trigger\":{\"type\":\"api\"},\"nodes\":[{\"id\":1,\"type\":\"start\"}],\"edges\":[{\"target\":1}]} ¦ null edges.0.source UNKNOWN_EDGE_NODE: The edge's source is missing",
                "{\"trigger\":{\"type\":\"api\"},\"nodes\":[{\"id\":1,\"type\":\"start\"}],\"edges\":[{\"source\":1,\"target\":1}]} ¦ 1 edges.0.target EDGE_TO_START",
                "{\"trigger\":{\"type\":\"api\"},\"nodes\":[{\"id\":1,\"type\":\"start\"}],\"settings\":{\"timeout_seconds\":0}} ¦ null settings.timeout_seconds INVALID_VALUE",
                "{\"trigger\":{\"type\":\"api\"},\"nodes\":[{\"id\":1,\"type\":\"start\"}],\"settings\":{\"timeout_seconds\":1e999999999}} ¦ null settings.timeout_seconds INVALID_VALUE",
                "{\"trigger\":{\"type\":\"api\",\"conditions\":{\"and\":[{\"variable\":\"{{node.1.body.x}}\",\"operator\":\"exist\"}]}},\"nodes\":[{\"id\":1,\"type\":\"start\"}]} ¦ null trigger.conditions.and.0.variable UNKNOWN_VARIABLE",
                "{\"trigger\":{\"type\":\"api\",\"conditions\":{\"variable\":\"a\",\"operator\":\"exists\"}},\"nodes\":[{\"id\":1,\"type\":\"start\"}]} ¦ null trigger.conditions.operator INVALID_CONDITION",
            })
    void a_wrong_shape_is_a_problem(String document, String expected) {
        assertThat(problems(document)).anyMatch(problem -> problem.contains(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "\"type\":\"lg\" ¦ 2 type UNKNOWN_NODE_TYPE ¦ Did you mean \"log\"?",
                "\"type\":\"action\" ¦ 2 action MISSING_FIELD ¦ missing",
                "\"type\":\"action\",\"action\":\"ad\" ¦ 2 action UNKNOWN_ACTION ¦ Did you mean \"add\"?",
                "\"type\":\"action\",\"app\":\"sandbox-crn\",\"action\":\"x\" ¦ 2 app UNKNOWN_APP ¦ Did you mean \"sandbox-crm\"?",
                "\"type\":\"action\",\"action\":\"add\" ¦ 2 fields.title MISSING_FIELD ¦ needs the field \"title\"",
                "\"type\":\"action\",\"action\":\"add\",\"fields\":{\"title\":\" \"} ¦ 2 fields.title MISSING_FIELD ¦ title",
                "\"type\":\"action\",\"action\":\"add\",\"fields\":{\"title\":\"t\",\"sise\":1} ¦ 2 fields.sise UNKNOWN_FIELD ¦ Did you mean \"size\"?",
                "\"type\":\"action\",\"action\":\"add\",\"fields\":{\"title\":\"t\",\"size\":\"big\"} ¦ 2 fields.size WRONG_TYPE ¦ a number",
                "\"type\":\"action\",\"action\":\"add\",\"fields\":{\"title\":\"t\",\"done\":1} ¦ 2 fields.done WRONG_TYPE ¦ true or false",
                "\"type\":\"action\",\"action\":\"add\",\"fields\":{\"title\":\"t\",\"kind\":\"x\"} ¦ 2 fields.kind WRONG_TYPE ¦ one of bug, idea",
                "\"type\":\"action\",\"action\":\"add\",\"fields\":{\"title\":{}} ¦ 2 fields.title WRONG_TYPE ¦ a text",
                "\"type\":\"action\",\"action\":\"add\",\"fields\":{\"title\":\"t\",\"more\":[]} ¦ 2 fields.more WRONG_TYPE ¦ an object",
                "\"type\":\"action\",\"action\":\"add\",\"fields\":{\"title\":\"t\",\"tags\":\"x\"} ¦ 2 fields.tags WRONG_TYPE ¦ an array",
                "\"type\":\"action\",\"action\":\"add\",\"fields\":{\"title\":\"{{event.first_name\"} ¦ 2 fields.title INVALID_TEMPLATE ¦ column 1",
                "\"type\":\"action\",\"action\":\"add\",\"fields\":[] ¦ 2 fields INVALID_VALUE ¦ object",
                "\"type\":\"http\" ¦ 2 url MISSING_FIELD ¦ missing",
                "\"type\":\"http\",\"url\":\"ftp://x\" ¦ 2 url INVALID_VALUE ¦ https://",
                "\"type\":\"http\",\"url\":\"https://x\",\"method\":\"FETCH\" ¦ 2 method INVALID_VALUE ¦ GET, POST",
                "\"type\":\"http\",\"url\":\"https://x\",\"query\":[] ¦ 2 query INVALID_VALUE ¦ object",
                "\"type\":\"http\",\"url\":\"https://x\",\"body_type\":\"form\",\"body\":\"a=b\" ¦ 2 body WRONG_TYPE ¦ object",
                "\"type\":\"http\",\"url\":\"https://x/{{\" ¦ 2 url INVALID_TEMPLATE ¦ column",
                "\"type\":\"http\",\"url\":\"https://x\",\"headers\":{\"X\":\"{{event.x}}\"} ¦ 2 headers.X UNKNOWN_VARIABLE ¦ no \"x\"",
                "\"type\":\"rule\" ¦ 2 conditions MISSING_FIELD ¦ missing",
                "\"type\":\"rule\",\"conditions\":{\"and\":[{\"variable\":\"{{event.first_nam}}\",\"operator\":\"exist\"}]} ¦ 2 conditions.and.0.variable UNKNOWN_VARIABLE ¦ Did you mean \"first_name\"?",
                "\"type\":\"rule\",\"conditions\":{\"and\":[{\"variable\":\"a\",\"operator\":\"exit\"}]} ¦ 2 conditions.and.0.operator INVALID_CONDITION ¦ Did you mean \"exist\"?",
                "\"type\":\"transform\",\"expression\":\"(\" ¦ 2 expression INVALID_EXPRESSION ¦ character",
                "\"type\":\"transform\" ¦ 2 expression MISSING_FIELD ¦ missing",
                "\"type\":\"delay\" ¦ 2 amount MISSING_FIELD ¦ missing",
                "\"type\":\"delay\",\"amount\":31,\"unit\":\"days\" ¦ 2 amount INVALID_VALUE ¦ 30 days",
                "\"type\":\"delay\",\"amount\":1e999999 ¦ 2 amount INVALID_VALUE ¦ 30 days",
                "\"type\":\"delay\",\"amount\":-1 ¦ 2 amount INVALID_VALUE ¦ 30 days",
                "\"type\":\"delay\",\"amount\":1,\"unit\":\"weeks\" ¦ 2 unit INVALID_VALUE ¦ one of",
                "\"type\":\"delay\",\"amount\":[] ¦ 2 amount WRONG_TYPE ¦ number",
                "\"type\":\"log\",\"level\":\"warn\" ¦ 2 level INVALID_VALUE ¦ warning",
                "\"type\":\"response\",\"status_code\":99 ¦ 2 status_code INVALID_VALUE ¦ 200 to 599",
                "\"type\":\"log\",\"retry\":{\"max_attempts\":21} ¦ 2 retry INVALID_VALUE ¦ 1 to 20",
                "\"type\":\"log\",\"retry\":{\"type\":\"linear\"} ¦ 2 retry INVALID_VALUE ¦ fixed",
                "\"type\":\"log\",\"skip_on_error\":\"yes\" ¦ 2 skip_on_error WRONG_TYPE ¦ true or false",
                "\"type\":\"log\",\"run_if\":{\"variable\":\"{{evnt.x}}\",\"operator\":\"exist\"} ¦ 2 run_if.variable UNKNOWN_VARIABLE ¦ Did you mean \"event\"?",
            })
    void what_is_wrong_in_a_node_is_a_problem(String members, String expected, String message) {
        assertThat(problemsOfNode(members))
                .anySatisfy(problem -> assertThat(problem).startsWith(expected).contains(message));
        assertThat(compile(document("{\"id\":\"2\",\"name\":\"Two\"," + members + "}", EDGE))
                        .workflow())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "{{event.first_nam}} ¦ Did you mean \"first_name\"?",
                "{{event.body.first_nam}} ¦ Did you mean \"first_name\"?",
                "{{start.body.first_nam}} ¦ Did you mean \"first_name\"?",
                "{{start.first_name}} ¦ has a body only",
                "{{event.first_name.x}} ¦ the event has no",
                "{{event.address.stret}} ¦ Did you mean \"street\"?",
                "{{event.address.self.self.stret}} ¦ Did you mean \"street\"?",
                "{{event.lines.sku}} ¦ the event has no",
                "{{event.lines.0.sk}} ¦ Did you mean \"sku\"?",
                "{{event.either.right}} ¦ the event has no \"right\"",
                "{{node.9.body}} ¦ there is no node \"9\"",
                "{{node.2.body}} ¦ does not lead to this one",
                "{{two.body}} ¦ does not lead to this one",
                "{{node.1.bdy}} ¦ has a body only",
                "{{node}} ¦ needs a node's id",
                "{{config.pipelin}} ¦ Did you mean \"pipeline\"?",
                "{{dataslot.x}} ¦ no config field",
                "{{linked_account.udff.x}} ¦ Did you mean \"udf\"?",
                "{{linked_account.udf}} ¦ needs a key",
                "{{instance_meta_data.instance}} ¦ it has event_name",
                "{{env.org.x}} ¦ come later",
                "{{array_item.x}} ¦ inside of a loop",
                "{{loop.iteration_number}} ¦ inside of a loop",
                "{{something.x}} ¦ nothing is called",
                "{{something.x || 'a'}} ¦ nothing is called",
                "{{event.a || event.b}} ¦ no \"b\"",
            })
    void a_placeholder_that_nothing_can_supply_is_a_problem(String text, String message) {
        assertThat(problemsOfText(text))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("2 title UNKNOWN_VARIABLE")
                .contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "{{event.first_name}} {{event.body.first_name}} {{start.body.first_name}} {{node.1.body.first_name}} {{event}}",
                "{{event.address.street}} {{event.address.self.self.street}} {{event.lines.0.sku}} {{event.lines.0}}",
                "{{event.extra.a.b.0}} {{event.open.b.c}} {{event.either.left.x}} {{event.nothing.x}}",
                "{{event.unknown || 'x'}} {{env.org.x || 1}}",
                "{{event.headers.x-request-id}} {{config.pipeline}} {{dataslot.owner}} {{linked_account.udf.plan}} {{linked_account.id}}",
                "{{linked_account.auth_credentials.key}} {{instance_meta_data.instance_id}}",
                "\\{{not.a.placeholder}}",
            })
    void a_placeholder_that_something_can_supply_is_none(String text) {
        assertThat(problemsOfText(text)).isEmpty();
    }

    @Test
    void only_nodes_that_lead_here_supply_their_output() {
        String nodes = """
                {"id":"2","name":"First Step","type":"log"},{"id":"3","name":"Third","type":"log","title":"{{node.2.body.x}} {{first_step.body.x}} {{node.2.status}}"},
                {"id":"4","name":"Aside","type":"log","title":"{{node.2.output}} {{third.body}}"}""";
        assertThat(problems(document(
                        nodes, "{\"source\":1,\"target\":2},{\"source\":2,\"target\":3},{\"source\":2,\"target\":4}")))
                .hasSize(2)
                .allMatch(problem -> problem.startsWith("4 title UNKNOWN_VARIABLE"))
                .anyMatch(problem -> problem.contains("what came back is in its body"))
                .anyMatch(problem -> problem.contains("node 3 (Third) does not lead to this one"));
        assertThat(problems(document(
                        "{\"id\":\"2\",\"name\":\"A\",\"type\":\"log\"},{\"id\":\"3\",\"name\":\"A\",\"type\":\"log\"},{\"id\":\"4\",\"type\":\"log\",\"title\":\"{{a.body}}\"}",
                        "{\"source\":1,\"target\":2},{\"source\":2,\"target\":3},{\"source\":3,\"target\":4}")))
                .singleElement()
                .asString()
                .contains("several nodes have that name");
    }

    @Test
    void cycles_unreachable_nodes_and_exits_are_problems() {
        assertThat(problems(document(
                        "{\"id\":\"2\",\"type\":\"log\"},{\"id\":\"3\",\"type\":\"log\"}",
                        "{\"source\":1,\"target\":2},{\"source\":2,\"target\":3},{\"source\":3,\"target\":2}")))
                .singleElement()
                .asString()
                .startsWith("2 null CYCLE: The nodes 2, 3");
        assertThat(problems(document("{\"id\":\"2\",\"type\":\"log\"},{\"id\":\"3\",\"type\":\"log\"}", EDGE)))
                .singleElement()
                .asString()
                .startsWith("3 null UNREACHABLE_NODE");
        String rule = "{\"id\":\"2\",\"type\":\"rule\",\"conditions\":[]},{\"id\":\"3\",\"type\":\"log\"}";
        assertThat(problems(document(rule, EDGE + ",{\"source\":\"2\",\"target\":\"3\"}")))
                .anyMatch(problem -> problem.startsWith("2 edges.1.sourceHandle EDGE_EXIT"));
        assertThat(problems(document(rule, EDGE + ",{\"source\":\"2\",\"target\":\"3\",\"sourceHandle\":true}")))
                .isEmpty();
    }

    @Test
    void a_timeout_leaves_room_for_the_delays() {
        String delay = "{\"id\":\"2\",\"type\":\"delay\",\"amount\":\"1.5\",\"unit\":\"days\"}";
        CompiledWorkflow workflow = compiled(document(delay, EDGE));
        assertThat(workflow.timeout()).isEqualTo(Duration.ofHours(38));
        assertThat(problems(
                        document(delay, EDGE).replace("\"edges\"", "\"settings\":{\"timeout_seconds\":60},\"edges\"")))
                .singleElement()
                .asString()
                .contains("The delays alone take 129600 seconds");
    }

    @Test
    void all_problems_come_at_once_and_say_where() {
        WorkflowCompiler.Result result = compile(document("""
                {"id":"2","name":"Add","type":"action","action":"add","fields":{"title":"{{event.x}}","sise":1}},{"id":"3","type":"delay"}""", ""));
        assertThat(result.problems())
                .extracting(WorkflowCompiler.Problem::code)
                .containsExactlyInAnyOrder(
                        "UNKNOWN_VARIABLE", "UNKNOWN_FIELD", "MISSING_FIELD", "UNREACHABLE_NODE", "UNREACHABLE_NODE");
        assertThat(Json.write(result.problems().stream()
                        .filter(problem -> problem.code().equals("UNKNOWN_FIELD"))
                        .findFirst()
                        .orElseThrow()
                        .toJson()))
                .isEqualTo("{\"node\":\"2\",\"node_name\":\"Add\",\"field\":\"fields.sise\",\"code\":\"UNKNOWN_FIELD\","
                        + "\"message\":\"\\\"Add\\\" has no field \\\"sise\\\". Did you mean \\\"size\\\"?\"}");
    }

    @Test
    void a_stored_version_is_read_without_looking_anything_up() {
        CompiledWorkflow workflow = COMPILER.compileStored(Json.parse("""
                {"slug":"gone","trigger":{"type":"event","event":"Gone"},"nodes":[{"id":"1","type":"start"},
                 {"id":"2","type":"action","action":"gone","fields":{"a":"{{nothing.there}}"}}],"edges":[{"source":"1","target":"2"}]}"""));
        assertThat(((Node.AppAction) workflow.node("2").kind()).app()).isEqualTo("gone");
        assertThatThrownBy(() -> COMPILER.compileStored(Json.parse("{\"nodes\":[{\"id\":1,\"type\":\"delay\"}]}")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("node 1: amount is missing");
    }

    @Test
    void the_published_schema_refuses_what_the_compiler_refuses() {
        for (String wrong : List.of(
                "{}",
                "{\"trigger\":{\"type\":\"event\"},\"nodes\":[{\"id\":1,\"type\":\"start\"}]}",
                "{\"trigger\":{\"type\":\"api\"},\"nodes\":[{\"id\":1,\"type\":\"begin\"}]}",
                "{\"trigger\":{\"type\":\"api\"},\"nodes\":[{\"type\":\"start\"}]}",
                "{\"trigger\":{\"type\":\"api\"},\"nodes\":[{\"id\":1,\"type\":\"start\",\"retry\":{\"max_attempts\":0}}]}",
                "{\"trigger\":{\"type\":\"api\"},\"nodes\":[{\"id\":1,\"type\":\"start\"}],\"edges\":[{\"source\":1}]}")) {
            assertThat(schemaErrors(Json.parse(wrong))).as(wrong).isNotEmpty();
            assertThat(compile(wrong).problems()).as(wrong).isNotEmpty();
        }
    }

    @Test
    void any_document_is_compiled_or_refused_and_fast() {
        Random random = new Random(20260102);
        long start = System.nanoTime();
        for (int i = 0; i < 3_000; i++) {
            JsonNode document =
                    mutated(random, WorkflowCompiler.schema().path("examples").get(0));
            WorkflowCompiler.Result result = COMPILER.compile(ENVIRONMENT, null, "sandbox-crm", document);
            assertThat(result.workflow() == null).isEqualTo(!result.problems().isEmpty());
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void a_large_document_is_compiled_fast() {
        ObjectNode document = (ObjectNode)
                Json.parse(document("{\"id\":\"n0\",\"type\":\"log\"}", "{\"source\":\"1\",\"target\":\"n0\"}"));
        ArrayNode nodes = (ArrayNode) document.path("nodes");
        ArrayNode edges = (ArrayNode) document.path("edges");
        for (int i = 1; i < 490; i++) {
            nodes.addObject()
                    .put("id", "n" + i)
                    .put("type", "log")
                    .put("title", "{{node.n0.body}} {{node.n" + (i - 1) + ".body}}");
            edges.addObject().put("source", "n" + (i - 1)).put("target", "n" + i);
            edges.addObject().put("source", "n0").put("target", "n" + i);
        }
        long start = System.nanoTime();
        assertThat(COMPILER.compile(ENVIRONMENT, null, "tasks", document).problems())
                .isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    /** The document with a few random places replaced, dropped or moved. */
    private static JsonNode mutated(Random random, JsonNode document) {
        List<JsonNode> containers = new ArrayList<>();
        collect(document, containers);
        for (int n = random.nextInt(4) + 1; n > 0; n--) {
            JsonNode value = switch (random.nextInt(7)) {
                case 0 -> Json.parse("null");
                case 1 -> Json.parse("\"{{event.x\"");
                case 2 -> Json.parse("[]");
                case 3 -> Json.parse("{}");
                case 4 -> Json.parse("1e99");
                case 5 -> Json.parse("\"2\"");
                default -> containers.get(random.nextInt(containers.size())).deepCopy();
            };
            JsonNode place = containers.get(random.nextInt(containers.size()));
            if (place instanceof ObjectNode object && !object.isEmpty()) {
                List<String> names = new ArrayList<>(object.propertyNames());
                object.set(names.get(random.nextInt(names.size())), value);
            } else if (place instanceof ArrayNode array && !array.isEmpty()) {
                array.set(random.nextInt(array.size()), value);
            }
        }
        return document;
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainer()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private static List<String> schemaErrors(JsonNode document) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(WorkflowCompiler.schema())
                .validate(document)
                .stream()
                .map(error -> error.getInstanceLocation() + " " + error.getMessage())
                .toList();
    }
}
