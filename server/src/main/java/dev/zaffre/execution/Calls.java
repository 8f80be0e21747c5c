package dev.zaffre.execution;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.base.Clock;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Action;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.catalog.Credential;
import dev.zaffre.connection.Connection;
import dev.zaffre.connection.Renewal;
import dev.zaffre.connection.TokenRefresher;
import dev.zaffre.delivery.CallRecord;
import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.delivery.OutboundRequest;
import dev.zaffre.delivery.Outcome;
import dev.zaffre.execution.AttemptRow.Content;
import dev.zaffre.execution.Journal.LaneHold;
import dev.zaffre.execution.Run.NodeState;
import dev.zaffre.workflow.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The nodes that call out: an app's action, and plain HTTP. One call is one attempt; its outcome alone decides what follows. */
final class Calls {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    /** How long an app may be down before its runs are given up. */
    private static final Duration LONGEST_OUTAGE = Duration.ofHours(24);

    /** A provider that could not give a token is asked again then. */
    private static final Duration REFRESH_AGAIN = Duration.ofSeconds(30);

    private final Clock clock;
    private final Catalog catalog;
    private final TokenRefresher refresher;
    private final OutboundHttp http;
    private final Gate gate;
    private final Lanes lanes;
    private final Meters meters;

    Calls(
            Clock clock,
            Catalog catalog,
            TokenRefresher refresher,
            OutboundHttp http,
            Gate gate,
            Lanes lanes,
            Meters meters) {
        this.clock = clock;
        this.catalog = catalog;
        this.refresher = refresher;
        this.http = http;
        this.gate = gate;
        this.lanes = lanes;
        this.meters = meters;
    }

    /** One attempt under way. */
    private record Try(Run run, Node node, int number, int counted, Instant startedAt) {
        static Try of(Run run, Node node, Instant now) {
            NodeState state = run.state(node.id());
            return new Try(
                    run, node, state == null ? 1 : state.attempts() + 1, state == null ? 1 : state.counted() + 1, now);
        }

        String idempotencyKey() {
            return run.identity.id() + "-" + node.id();
        }
    }

    /** Whom an action's call went to. */
    private record Target(App app, Action action, @Nullable Connection connection) {
        Credential credential() {
            return connection == null ? Credential.NONE : connection.credential();
        }
    }

    Step action(Run run, Node node, Node.AppAction kind, RunScope scope, @Nullable LinkedAccount account) {
        Try attempt = Try.of(run, node, clock.now());
        Optional<App> app = catalog.find(run.identity.environment(), kind.app());
        Optional<Action> action = app.flatMap(it -> it.action(kind.action()));
        if (app.isEmpty() || action.isEmpty()) {
            return refused(
                    attempt, null, "The app '" + kind.app() + "' no longer has the action '" + kind.action() + "'");
        }
        if (!refresher.mayCall(run.identity.environment(), app.get())) {
            return refused(attempt, null, app.get().name() + " is disabled in this environment: nothing was sent");
        }
        if (app.get().isOpen()) {
            return call(attempt, new Target(app.get(), action.get(), null), kind, scope, account);
        }
        String chosen = kind.chosen(scope);
        Optional<Renewal> live = chosen != null && chosen.isEmpty()
                ? Optional.empty()
                : refresher.live(run.identity.environment(), run.identity.account(), app.get(), chosen);
        if (live.isEmpty()) {
            return refused(attempt, null, unconnected(run, app.get(), chosen));
        }
        return switch (live.get()) {
            case Renewal.Usable usable ->
                call(attempt, new Target(app.get(), action.get(), usable.connection()), kind, scope, account);
            case Renewal.Refused gone ->
                Step.Parked.of(null, app.get(), gone.identifier(), reconnect(app.get(), gone.reason()));
            case Renewal.Failed failed -> unrenewed(attempt, app.get(), failed.reason());
        };
    }

    private String unconnected(Run run, App app, @Nullable String chosen) {
        List<String> there = refresher.identifiers(run.identity.environment(), run.identity.account(), app);
        if (chosen == null || there.isEmpty()) {
            return "The linked account is not connected to " + app.name();
        }
        return (chosen.isEmpty()
                        ? "The node's 'connection' came out empty"
                        : "The linked account has no connection '" + chosen + "' to " + app.name())
                + "; it has " + String.join(", ", there);
    }

    private Step call(
            Try attempt, Target target, Node.AppAction kind, RunScope scope, @Nullable LinkedAccount account) {
        if (!(kind.fields().render(scope) instanceof ObjectNode fields)) {
            return refused(attempt, null, "The action's fields did not become an object");
        }
        Collection<String> secrets = secrets(account);
        OutboundRequest request;
        try {
            request = target.app().prepare(target.action(), fields, target.credential(), attempt.idempotencyKey());
        } catch (App.InvalidInput e) {
            secrets.addAll(target.app().secrets(target.credential()));
            return refused(attempt, bytes(fields, secrets), message(e));
        }
        OutboundRequest complete = traced(request, attempt.run, secrets);
        byte[] input = attempt.node.settings().hideRequest() ? null : bytes(fields, complete.secrets());
        return send(attempt, complete, input, target);
    }

    private Step send(Try attempt, OutboundRequest request, byte @Nullable [] input, Target target) {
        return gate.pass(attempt.run.identity, target.app(), target.connection(), () -> {
            Exchange exchange = target.app().perform(target.action(), request, http::send);
            gate.learn(target.app(), target.connection(), exchange);
            if (target.connection() != null) {
                refresher.heard(target.connection(), exchange);
            }
            return outcome(attempt, request, input, exchange, target);
        });
    }

    Step http(Run run, Node node, Node.Http kind, RunScope scope, @Nullable LinkedAccount account) {
        Try attempt = Try.of(run, node, clock.now());
        Collection<String> secrets = secrets(account);
        OutboundRequest request;
        try {
            request = HttpNodeRequest.of(kind, scope, attempt.idempotencyKey());
        } catch (IllegalArgumentException e) {
            return refused(attempt, null, message(e));
        }
        OutboundRequest complete = traced(request, run, secrets);
        return outcome(attempt, complete, null, http.send(complete), null);
    }

    private Step outcome(
            Try attempt, OutboundRequest request, byte @Nullable [] input, Exchange judged, @Nullable Target target) {
        Exchange exchange = judged.with(judged.outcome().hiding(request.secrets()));
        log(attempt, exchange);
        meters.called(exchange.outcome(), exchange.took());
        long lane = Lanes.id(
                attempt.run.identity.account(),
                target == null
                        ? "http:" + request.url().getHost()
                        : target.app().slug());
        Recorder recorder = new Recorder(attempt, request, input, exchange);
        Step step = switch (exchange.outcome()) {
            case Outcome.Delivered delivered -> done(recorder, attempt, exchange, target);
            case Outcome.Rejected rejected ->
                rejected.isWorthRetrying()
                        ? failing(recorder, attempt, lane, rejected.reason())
                        : new Step.Failed(
                                recorder.row(Run.Status.ERRORED, rejected.reason(), null, null), rejected.reason());
            case Outcome.Throttled throttled -> throttled(recorder, attempt, lane, throttled);
            case Outcome.Unreachable unreachable -> failing(recorder, attempt, lane, unreachable.reason());
            case Outcome.TimedOut timedOut -> failing(recorder, attempt, lane, timedOut.reason());
            case Outcome.Blocked blocked ->
                new Step.Failed(recorder.row(Run.Status.ERRORED, blocked.reason(), null, null), blocked.reason());
            case Outcome.AuthExpired expired -> expired(recorder, attempt, expired, target);
        };
        boolean answered = exchange.outcome() instanceof Outcome.Delivered
                || (exchange.outcome() instanceof Outcome.Rejected rejected && !rejected.isWorthRetrying());
        if (answered && lanes.succeeded(lane)) {
            gate.released(lane);
        }
        return step;
    }

    private static Step done(Recorder recorder, Try attempt, Exchange exchange, @Nullable Target target) {
        ObjectNode output = null;
        Exchange.Answer answer = exchange.answer();
        if (answer != null && attempt.run.hasSuccessor(attempt.node)) {
            JsonNode body =
                    target == null ? CallRecord.body(answer) : target.app().output(target.action(), answer);
            output = Steps.output(attempt.node, body).put("status_code", answer.status());
        }
        return new Step.Done(recorder.row(Run.Status.SUCCESS, null, null, output), null, output);
    }

    /** Down, or failing on its own side: worth another attempt, and after a while a reason to hold the lane back. */
    private Step failing(Recorder recorder, Try attempt, long lane, String reason) {
        Lanes.Hold hold = lanes.failed(lane);
        Instant now = clock.now();
        if (hold != null
                && attempt.run.identity.createdAt().plus(LONGEST_OUTAGE).isAfter(now)) {
            AttemptRow row = recorder.row(
                    Run.Status.ERRORED,
                    reason + "; the app is down, probing it at " + hold.until(),
                    hold.until(),
                    null);
            return new Step.Later(
                    row.uncounted(), hold.until(), false, new LaneHold(lane, hold.until(), hold.failures()), true);
        }
        var retry = attempt.node.settings().retry();
        if (attempt.counted >= retry.maxAttempts()) {
            String givenUp = reason + "; given up after " + attempt.number + " attempts";
            return new Step.Failed(recorder.row(Run.Status.ERRORED, givenUp, null, null), givenUp);
        }
        Instant at = now.plus(
                retry.waitAfter(attempt.counted, ThreadLocalRandom.current().nextDouble()));
        return new Step.Later(recorder.row(Run.Status.ERRORED, reason, at, null), at, true, null, false);
    }

    /** An app that says when is believed, however often it says so; one that does not is retried by the policy. */
    private Step throttled(Recorder recorder, Try attempt, long lane, Outcome.Throttled throttled) {
        var retry = attempt.node.settings().retry();
        Instant until = throttled.until();
        Instant now = clock.now();
        boolean tooOld = !attempt.run.identity.createdAt().plus(LONGEST_OUTAGE).isAfter(now);
        if ((until == null && attempt.counted >= retry.maxAttempts()) || tooOld) {
            String givenUp = throttled.reason() + "; given up after " + attempt.number + " attempts";
            return new Step.Failed(recorder.row(Run.Status.ERRORED, givenUp, null, null), givenUp);
        }
        Instant at = until != null
                ? until
                : now.plus(retry.waitAfter(
                        attempt.counted, ThreadLocalRandom.current().nextDouble()));
        lanes.held(lane, at);
        AttemptRow row = recorder.row(Run.Status.ERRORED, throttled.reason(), at, null);
        return new Step.Later(
                until == null ? row : row.uncounted(), at, until == null, new LaneHold(lane, at, 0), until != null);
    }

    private Step expired(Recorder recorder, Try attempt, Outcome.AuthExpired expired, @Nullable Target target) {
        if (target == null || target.connection() == null) {
            return new Step.Failed(recorder.row(Run.Status.ERRORED, expired.reason(), null, null), expired.reason());
        }
        App app = target.app();
        String said = app.name() + " no longer accepts the credential (" + expired.status() + ")";
        Instant now = clock.now();
        return switch (refresher.afterRefusal(
                attempt.run.identity.environment(), attempt.run.identity.account(), target.connection(), said)) {
            case Renewal.Usable usable ->
                new Step.Later(
                        recorder.row(Run.Status.ERRORED, said + "; trying again with a new token", now, null)
                                .uncounted(),
                        now,
                        true,
                        null,
                        false);
            case Renewal.Refused refused -> {
                String reason = reconnect(app, refused.reason());
                AttemptRow row =
                        recorder.row(Run.Status.WAITING, reason, null, null).uncounted();
                yield Step.Parked.of(row, app, refused.identifier(), reason);
            }
            case Renewal.Failed failed -> {
                String reason = said + ", and no new token could be had: " + failed.reason();
                Instant at = now.plus(REFRESH_AGAIN);
                yield new Step.Later(
                        recorder.row(Run.Status.ERRORED, reason, at, null).uncounted(), at, false, null, true);
            }
        };
    }

    private static String reconnect(App app, String reason) {
        return reason + ": waiting for the customer to reconnect " + app.name();
    }

    /** The token has ended and the provider is down: nothing is sent, and the attempt does not count. */
    private Step unrenewed(Try attempt, App app, String reason) {
        Instant now = clock.now();
        if (!attempt.run.identity.createdAt().plus(LONGEST_OUTAGE).isAfter(now)) {
            return refused(attempt, null, "No token for " + app.name() + " could be had: " + reason);
        }
        Instant at = now.plus(REFRESH_AGAIN);
        return new Step.Postponed(at, "no new token for " + app.name() + " yet: " + reason, null, true);
    }

    private Step refused(Try attempt, byte @Nullable [] input, String reason) {
        var row = new AttemptRow(
                attempt.node.id(),
                attempt.number,
                Run.Status.ERRORED,
                null,
                reason,
                attempt.startedAt,
                Duration.ZERO,
                null,
                new Content(input, null, null, null),
                true);
        return new Step.Failed(row, reason);
    }

    private static OutboundRequest traced(OutboundRequest request, Run run, Collection<String> secrets) {
        List<OutboundRequest.Header> headers = new ArrayList<>(request.headers());
        String trace = run.identity.id().toString().replace("-", "");
        String span = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong() | 1);
        headers.add(new OutboundRequest.Header("traceparent", "00-" + trace + "-" + span + "-01"));
        Set<String> all = new LinkedHashSet<>(request.secrets());
        all.addAll(secrets);
        return new OutboundRequest(request.method(), request.url(), headers, request.body(), List.copyOf(all));
    }

    /** What the account itself keeps secret; an event may bring it. */
    private static List<String> secrets(@Nullable LinkedAccount account) {
        List<String> all = new ArrayList<>();
        if (account != null) {
            account.credentials().values().forEach(secret -> all.add(secret.reveal()));
        }
        return all;
    }

    private static byte[] bytes(JsonNode node, Collection<String> secrets) {
        return Recorder.redacted(node, secrets);
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }

    private static void log(Try attempt, Exchange exchange) {
        if (LOG.isInfoEnabled()) {
            LOG.info(
                    "node.attempted execution={} node={} attempt={} outcome={} status={} ms={}",
                    attempt.run.identity.id(),
                    attempt.node.id(),
                    attempt.number,
                    exchange.outcome().getClass().getSimpleName(),
                    exchange.answer() == null ? 0 : exchange.answer().status(),
                    exchange.took().toMillis());
        }
    }

    /** Makes the attempt's row of what was sent and answered, redacted. */
    private record Recorder(Try attempt, OutboundRequest request, byte @Nullable [] input, Exchange exchange) {
        AttemptRow row(
                Run.Status status, @Nullable String reason, @Nullable Instant nextAt, @Nullable JsonNode output) {
            boolean hidden = attempt.node.settings().hideRequest();
            Exchange.Answer answer = exchange.answer();
            var content = new Content(
                    input,
                    hidden ? null : Json.writeBytes(CallRecord.request(request)),
                    answer == null ? null : Json.writeBytes(CallRecord.response(answer, request.secrets())),
                    output == null ? null : Json.writeBytes(output));
            return new AttemptRow(
                    attempt.node.id(),
                    attempt.number,
                    status,
                    exchange.outcome().getClass().getSimpleName(),
                    reason,
                    exchange.startedAt(),
                    exchange.took(),
                    nextAt,
                    content,
                    true);
        }

        /** Values of secrets that reached a text through templates are hidden in it as well. */
        static byte[] redacted(JsonNode node, Collection<String> secrets) {
            return Json.writeBytes(CallRecord.redact(node, List.copyOf(secrets)));
        }
    }
}
