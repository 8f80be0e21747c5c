package dev.zaffre.workflow;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.Closest;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.catalog.CatalogRoutes;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells whether a mapping can work before it is used, and shows what it makes of a real event. */
public final class MappingRoutes {
    private static final String MAPPING = "/api/v2/public/config/mapping";

    private final Configs configs;
    private final ConfigAnswers answers;
    private final LinkedAccounts accounts;
    private final Catalog catalog;
    private final WorkflowCompiler.Events events;
    private final Payloads payloads;

    public MappingRoutes(
            Configs configs,
            Workflows workflows,
            LinkedAccounts accounts,
            Catalog catalog,
            FieldOptions options,
            WorkflowCompiler.Events events,
            Payloads payloads) {
        this.configs = configs;
        this.answers = new ConfigAnswers(configs, workflows, options);
        this.accounts = accounts;
        this.catalog = catalog;
        this.events = events;
        this.payloads = payloads;
    }

    public List<Route> routes() {
        return List.of(
                Route.post(MAPPING + "/check", Access.KEY_OR_SESSION, this::check)
                        .needs(Role.VIEWER),
                Route.post(MAPPING + "/preview", Access.KEY_OR_SESSION, this::preview)
                        .needs(Role.VIEWER));
    }

    /** What a request speaks of. */
    private record Asked(EnvironmentId environment, String event, Mapping mapping, MappingCheck check) {}

    private Response check(Request request) {
        Asked asked = asked(request, accounts.named(request).orElse(null));
        ArrayNode problems = problems(asked);
        ObjectNode answer = Json.object().put("valid", problems.isEmpty());
        answer.set("problems", problems);
        return Response.json(answer);
    }

    private Response preview(Request request) {
        LinkedAccount account = accounts.require(request);
        Asked asked = asked(request, account);
        Optional<Payloads.Received> last = payloads.last(asked.environment(), account.id(), asked.event());
        JsonNode payload = last.map(Payloads.Received::payload)
                .or(() -> payloads.sample(asked.environment(), asked.event()))
                .orElseGet(Json::object);
        ObjectNode answer = Json.object()
                .put("payload_source", last.isPresent() ? "event" : "sample")
                .put("event_id", last.map(event -> event.id().toString()).orElse(null))
                .put("received_at", last.map(event -> event.at().toString()).orElse(null));
        ArrayNode fields = answer.putArray("fields");
        asked.mapping().pairs().forEach(pair -> show(fields.addObject(), asked.check(), pair, payload));
        boolean possible = asked.mapping().collision(false).isEmpty();
        answer.set(
                "result",
                possible && payload instanceof ObjectNode input
                        ? asked.mapping().apply(input, false)
                        : Json.object());
        answer.set("problems", problems(asked));
        return Response.json(answer);
    }

    private static void show(ObjectNode shown, MappingCheck check, Mapping.Pair pair, JsonNode payload) {
        JsonNode value = Mapping.find(payload, pair.source());
        shown.put("source", pair.source()).put("destination", pair.destination());
        shown.put("found", value != null).set("value", value == null ? shown.nullNode() : value);
        String message = value == null
                ? "The event has no \"" + pair.source() + "\""
                : check.target(pair.destination())
                        .flatMap(target -> target.misfit(value))
                        .map(expected -> "\"" + pair.destination() + "\" " + expected)
                        .orElse(null);
        shown.put("message", message);
    }

    private static ArrayNode problems(Asked asked) {
        ArrayNode problems = Json.array();
        asked.check().problems(asked.mapping()).forEach(problem -> problems.add(problem.toJson()));
        return problems;
    }

    // What is asked
    // ------------------------------------------------------------------------------------------------------

    /** @param account null when a key names none: then only what is the same for everybody is known */
    private Asked asked(Request request, @Nullable LinkedAccount account) {
        ObjectNode body = request.jsonObject();
        EnvironmentId environment = request.requireCaller().environment();
        String slug = Members.text(body, "slug", 256).orElse("");
        ConfigSubjects.requireApp(catalog, request, slug);
        String event = Members.text(body, "event", 256)
                .orElseThrow(() -> Members.wrong("event", "is required: the name of the event that is mapped"));
        List<String> names = events.names(environment);
        if (!names.contains(event)) {
            throw ApiError.notFound(
                    "INVALID_EVENT", "Trigger with name " + event + " not found." + Closest.hint(event, names));
        }
        JsonNode schema = events.schemaOf(environment, event).orElse(null);
        Optional<ObjectNode> given = Members.object(body, "mapping");
        Optional<String> action = Members.text(body, "action", 256);
        if (action.isPresent()) {
            App app = catalog.find(environment, slug).orElseThrow();
            Mapping mapping = Mapping.of(given.orElseThrow(MappingRoutes::noMapping));
            return new Asked(environment, event, mapping, new MappingCheck(schema, ofAction(app, action.get())));
        }
        String field = Members.text(body, "field", 256)
                .orElseThrow(() -> Members.wrong("action", "is required, or field: what the mapping is to fill"));
        ConfigField found = FieldValues.require(configs.fields().of(environment, slug), field);
        if (!found.isMap()) {
            throw Members.wrong("field", found.shown() + " holds no mapping: its type is " + found.type());
        }
        Config config = config(body, slug, account);
        JsonNode kept = ConfigAnswers.valuesOf(config, found.workflow()).path(found.key());
        Mapping mapping = Mapping.of(given.isPresent() ? given.get() : kept);
        if (given.isEmpty() && !kept.isObject()) {
            throw noMapping();
        }
        MappingCheck check = new MappingCheck(schema, ofOptions(environment, account, config, found));
        return new Asked(environment, event, mapping, check);
    }

    private static ApiError noMapping() {
        return Members.wrong("mapping", "is required, as in {\"first_name\": \"FirstName\"}");
    }

    private static List<MappingCheck.Target> ofAction(App app, String id) {
        return MappingCheck.Target.of(CatalogRoutes.requireAction(app, id).fields());
    }

    private List<MappingCheck.Target> ofOptions(
            EnvironmentId environment, @Nullable LinkedAccount account, Config config, ConfigField field) {
        JsonNode options = field.listed("options");
        if (account != null) {
            var subject = new ConfigSubjects.Subject(environment, account, config.app());
            ObjectNode answer = answers.field(subject, config, field, true);
            if (answer.has("error")) {
                throw ApiError.badRequest(
                        "EXTERNAL_API_FAILURE",
                        "The options of " + field.shown() + " could not be read: "
                                + answer.at("/error/message").asString(""));
            }
            options = answer.path("options");
        }
        return options.valueStream().map(MappingCheck.Target::of).toList();
    }

    /** The account's, or an empty one: nothing is made by asking. */
    private Config config(ObjectNode body, String app, @Nullable LinkedAccount account) {
        String id = Members.text(body, "config_id", 256).orElse(account == null ? "" : account.name());
        return Optional.ofNullable(account)
                .flatMap(owner -> configs.find(owner.environment(), owner.id(), app, id))
                .orElseGet(() -> new Config(Ids.next(), app, id, Json.object(), Json.object(), Map.of()));
    }
}
