package dev.zaffre.event;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.connection.Connections;
import dev.zaffre.execution.Acceptance.Claim;
import dev.zaffre.execution.Acceptance.NewEvent;
import dev.zaffre.execution.Executions;
import dev.zaffre.http.ApiError;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Scope;
import dev.zaffre.workflow.Configs;
import dev.zaffre.workflow.Workflows;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes a trigger in: schema, repeats, fan-out, and one commit. What it answers is what is in the database. */
public final class EventIntake {
    /** How the history calls what events start. */
    private static final String SOURCE = "Event";

    private static final Logger LOG = LoggerFactory.getLogger(EventIntake.class);

    /** How long an {@code Idempotency-Key} header is remembered where the event type says nothing else. */
    private static final Duration HEADER_WINDOW = Duration.ofHours(24);

    private static final int LONGEST_KEY = 255;

    private final Clock clock;
    private final Workflows workflows;
    private final Configs configs;
    private final Catalog catalog;
    private final Connections connections;
    private final Executions executions;

    public EventIntake(
            Clock clock,
            Workflows workflows,
            Configs configs,
            Catalog catalog,
            Connections connections,
            Executions executions) {
        this.clock = clock;
        this.workflows = workflows;
        this.configs = configs;
        this.catalog = catalog;
        this.connections = connections;
        this.executions = executions;
    }

    /**
     * A trigger whose sender, account and event type are known.
     *
     * @param payload as parsed
     * @param payloadBytes as sent
     * @param body the whole body as sent: what a repeat under one {@code Idempotency-Key} must equal
     * @param headers of the request by lower-case name
     */
    public record Arrival(
            EnvironmentId environment,
            LinkedAccount account,
            EventType type,
            JsonNode payload,
            byte[] payloadBytes,
            byte[] body,
            Map<String, String> headers,
            @Nullable String app,
            @Nullable String configId,
            @Nullable String instanceTag,
            boolean withHeaders,
            String url) {}

    /**
     * Commits the event and starts what it starts.
     *
     * @throws ApiError 422 for a payload that a strict event type does not allow, or a key that came with another body
     * @throws SQLException when nothing is known to be committed
     */
    public ObjectNode accept(Arrival arrival) throws SQLException {
        ArrayNode violations = violations(arrival);
        UUID event = Ids.next();
        FanOut.Plan plan = plan(arrival);
        JsonNode headers = arrival.withHeaders() ? headers(arrival.headers()) : null;
        var row = new NewEvent(
                event,
                arrival.environment(),
                arrival.account().id(),
                SOURCE,
                arrival.type().name(),
                arrival.configId(),
                arrival.app(),
                arrival.instanceTag(),
                arrival.url(),
                headers,
                arrival.payloadBytes(),
                violations.isEmpty() ? null : violations);
        Executions.Receipt receipt = executions.accept(new Executions.Trigger(
                arrival.environment(),
                arrival.account().id(),
                SOURCE,
                event,
                row,
                arrival.type().name(),
                arrival.payload(),
                headers,
                plan.starts(),
                plan.skips(),
                claim(arrival).orElse(null),
                null));
        return answer(arrival, event, plan, receipt);
    }

    private static ArrayNode violations(Arrival arrival) {
        if (arrival.type().validation() == EventType.Validation.OFF) {
            return Json.array();
        }
        ArrayNode violations = arrival.type().schema().violations(arrival.payload());
        if (!violations.isEmpty() && arrival.type().validation() == EventType.Validation.STRICT) {
            throw ApiError.unprocessable(
                            "VALIDATION_ERROR",
                            "The payload does not match the schema of event '"
                                    + arrival.type().name() + "': "
                                    + violations.size() + (violations.size() == 1 ? " violation" : " violations")
                                    + ", first at '"
                                    + violations.get(0).path("pointer").asString("") + "'")
                    .with(violations);
        }
        return violations;
    }

    private FanOut.Plan plan(Arrival arrival) {
        EnvironmentId environment = arrival.environment();
        LinkedAccount account = arrival.account();
        String configId = arrival.configId() == null ? account.name() : arrival.configId();
        return FanOut.plan(
                workflows.listeningTo(environment, arrival.type().name()),
                new FanOut.Question(
                        account,
                        arrival.app(),
                        configId,
                        app -> configs.find(environment, account.id(), app, configId)
                                .orElse(null),
                        app -> isConnected(environment, account, app),
                        new EventScope(arrival.payload(), account)));
    }

    private boolean isConnected(EnvironmentId environment, LinkedAccount account, String app) {
        boolean needsNone = catalog.find(environment, app)
                .map(dev.zaffre.catalog.App::isOpen)
                .orElse(false);
        return needsNone || connections.has(environment, account.id(), app);
    }

    // Repeats
    // -----------------------------------------------------------------------------------------------------------------------

    private Optional<Claim> claim(Arrival arrival) {
        Instant now = clock.now();
        String header = arrival.headers().get("idempotency-key");
        if (header != null && !header.isBlank()) {
            if (header.length() > LONGEST_KEY) {
                throw ApiError.badRequest(
                        "VALIDATION_ERROR",
                        "The header 'Idempotency-Key' is longer than " + LONGEST_KEY + " characters");
            }
            EventType.Idempotency setting = arrival.type().idempotency();
            Duration window =
                    setting != null && setting.header() && setting.key().equalsIgnoreCase("idempotency-key")
                            ? setting.window()
                            : HEADER_WINDOW;
            return Optional.of(new Claim("header:" + header, sha256(arrival.body()), now, now.plus(window)));
        }
        EventType.Idempotency setting = arrival.type().idempotency();
        if (setting == null) {
            return Optional.empty();
        }
        return key(arrival, setting)
                .map(value -> new Claim(
                        "type:" + arrival.type().id() + ":" + value, new byte[0], now, now.plus(setting.window())));
    }

    /** An event without the key is an event of its own. */
    private static Optional<String> key(Arrival arrival, EventType.Idempotency setting) {
        if (setting.header()) {
            return Optional.ofNullable(arrival.headers().get(setting.key().toLowerCase(java.util.Locale.ROOT)))
                    .filter(value -> !value.isBlank())
                    .map(EventIntake::bounded);
        }
        JsonNode here = arrival.payload();
        for (String segment : setting.key().split("\\.", -1)) {
            here = here.path(segment);
        }
        if (here.isMissingNode() || here.isNull()) {
            return Optional.empty();
        }
        return Optional.of(bounded(here.isString() ? here.stringValue() : here.toString()));
    }

    private static String bounded(String value) {
        return value.length() <= LONGEST_KEY && value.indexOf('\0') < 0
                ? value
                : "sha256:" + java.util.HexFormat.of().formatHex(sha256(value.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    // The answer
    // --------------------------------------------------------------------------------------------------------------------

    private static ObjectNode answer(Arrival arrival, UUID event, FanOut.Plan plan, Executions.Receipt receipt) {
        ObjectNode answer = Json.object().put("message", "Webhook Fired Success");
        boolean duplicate = switch (receipt.verdict()) {
            case dev.zaffre.execution.Acceptance.Verdict.Accepted accepted -> false;
            case dev.zaffre.execution.Acceptance.Verdict.Duplicate repeat -> {
                answer.put("event_id", repeat.firstEvent().toString());
                answer.putArray("executions");
                answer.putArray("skipped");
                yield true;
            }
            case dev.zaffre.execution.Acceptance.Verdict.KeyReused reused ->
                throw ApiError.unprocessable(
                        "IDEMPOTENCY_KEY_REUSED",
                        "The Idempotency-Key was used before with another body (event " + reused.firstEvent()
                                + "): send the same body, or a new key");
        };
        if (!duplicate) {
            answer.put("event_id", event.toString());
            ArrayNode started = answer.putArray("executions");
            receipt.executions()
                    .forEach(execution -> started.addObject()
                            .put("id", execution.id().toString())
                            .put("workflow_id", execution.workflow().toString())
                            .put("app", execution.app()));
            ArrayNode skipped = answer.putArray("skipped");
            plan.skips()
                    .forEach(skip -> skipped.addObject()
                            .put("workflow_id", skip.workflow().toString())
                            .put("reason", skip.reason())
                            .put("message", skip.message()));
        }
        answer.put("duplicate", duplicate);
        if (LOG.isInfoEnabled()) {
            LOG.info(
                    "event.accepted event={} account={} name={} bytes={} executions={} skipped={} duplicate={}",
                    event,
                    arrival.account().id(),
                    arrival.type().name(),
                    arrival.payloadBytes().length,
                    duplicate ? 0 : plan.starts().size(),
                    duplicate ? 0 : plan.skips().size(),
                    duplicate);
        }
        return answer;
    }

    /** Headers that carry credentials are the platform's business, not a workflow's. */
    private static JsonNode headers(Map<String, String> headers) {
        List<String> secret = Arrays.asList("x-api-key", "authorization", "cookie", "proxy-authorization");
        ObjectNode kept = Json.object();
        headers.forEach((name, value) -> {
            if (!secret.contains(name)) {
                kept.put(name, value);
            }
        });
        return kept;
    }

    /** What a trigger's own condition can name: the event and the account. */
    private record EventScope(JsonNode payload, LinkedAccount account) implements Scope {
        @Override
        public @Nullable JsonNode resolve(List<String> path) {
            List<String> rest = path.subList(1, path.size());
            return switch (path.getFirst()) {
                case "event" ->
                    !rest.isEmpty() && rest.getFirst().equals("body")
                            ? walk(payload, rest.subList(1, rest.size()))
                            : walk(payload, rest);
                case "start" -> rest.isEmpty() ? null : walk(payload, rest.subList(1, rest.size()));
                case "linked_account" ->
                    rest.size() == 2
                                    && rest.getFirst().equals("udf")
                                    && account.udf().containsKey(rest.get(1))
                            ? Json.MAPPER
                                    .getNodeFactory()
                                    .stringNode(account.udf().get(rest.get(1)))
                            : null;
                default -> null;
            };
        }

        private static @Nullable JsonNode walk(JsonNode from, List<String> path) {
            return JsonScope.walk(from, path, 0);
        }
    }
}
