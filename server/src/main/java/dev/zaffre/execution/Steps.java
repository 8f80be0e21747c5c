package dev.zaffre.execution;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.base.Clock;
import dev.zaffre.base.Json;
import dev.zaffre.execution.AttemptRow.Content;
import dev.zaffre.execution.Run.NodeState;
import dev.zaffre.workflow.Condition;
import dev.zaffre.workflow.Mapping;
import dev.zaffre.workflow.Node;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Gives one node its turn. */
final class Steps {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final Clock clock;
    private final Calls calls;

    Steps(Clock clock, Calls calls) {
        this.clock = clock;
        this.calls = calls;
    }

    /** Does the node reach outside, so that it must not be done twice when that can be helped? */
    static boolean callsOut(Node node) {
        return switch (node.kind()) {
            case Node.AppAction action -> true;
            case Node.Http http -> true;
            case Node.Start start -> false;
            case Node.Rule rule -> false;
            case Node.Transform transform -> false;
            case Node.DataMapper mapper -> false;
            case Node.Delay delay -> false;
            case Node.Log log -> false;
            case Node.Respond respond -> false;
        };
    }

    Step take(Run run, Node node, @Nullable LinkedAccount account) {
        RunScope scope = new RunScope(run, account);
        Instant started = clock.now();
        Condition runIf = node.settings().runIf();
        if (runIf != null && run.state(node.id()) == null && !runIf.holds(scope)) {
            ObjectNode seen = Json.object();
            seen.set("evaluated_conditions", runIf.explain(scope));
            return new Step.Done(
                    row(node, Run.Status.REJECTED, "Its condition does not hold", started, seen), null, null);
        }
        return switch (node.kind()) {
            case Node.Start start -> new Step.Done(row(node, Run.Status.SUCCESS, null, started, null), null, null);
            case Node.AppAction action -> calls.action(run, node, action, scope, account);
            case Node.Http http -> calls.http(run, node, http, scope, account);
            case Node.Rule rule -> rule(node, rule, scope, started);
            case Node.Transform transform -> transform(node, transform, scope, started);
            case Node.DataMapper mapper -> map(run, node, mapper, scope, started);
            case Node.Delay delay -> delay(run, node, delay, started);
            case Node.Log log -> log(run, node, log, scope, started);
            case Node.Respond respond -> respond(run, node, respond, scope, started);
        };
    }

    private Step rule(Node node, Node.Rule rule, RunScope scope, Instant started) {
        boolean holds = rule.condition().holds(scope);
        String exit = Boolean.toString(holds);
        ObjectNode body = Json.object().put("condition_result", holds);
        body.set("evaluated_conditions", rule.condition().explain(scope));
        body.put("execution_path", exit);
        return done(node, body, exit, started);
    }

    private Step transform(Node node, Node.Transform transform, RunScope scope, Instant started) {
        try {
            return done(node, transform.expression().apply(scope), null, started);
        } catch (IllegalStateException e) {
            return failed(node, "The expression failed: " + e.getMessage(), started);
        }
    }

    private Step map(Run run, Node node, Node.DataMapper mapper, RunScope scope, Instant started) {
        JsonNode mapping = run.config.get(mapper.field());
        if (mapping == null || !mapping.isObject()) {
            return failed(
                    node, "The config " + run.identity.configId() + " has no mapping in " + mapper.field(), started);
        }
        if (!(mapper.input().render(scope) instanceof ObjectNode input)) {
            return failed(node, "The input is no object: there is nothing to map", started);
        }
        try {
            return done(node, Mapping.of(mapping).apply(input, mapper.reversed()), null, started);
        } catch (Mapping.Collision e) {
            return failed(node, "The mapping in " + mapper.field() + " cannot be used: " + e.getMessage(), started);
        }
    }

    private Step failed(Node node, String reason, Instant started) {
        return new Step.Failed(row(node, Run.Status.ERRORED, reason, started, null), reason);
    }

    private Step delay(Run run, Node node, Node.Delay delay, Instant started) {
        NodeState state = run.state(node.id());
        if (run.identity.sync() || state != null || delay.length().isZero()) {
            return done(
                    node,
                    Json.object()
                            .put(
                                    "waited_seconds",
                                    run.identity.sync() ? 0 : delay.length().toSeconds()),
                    null,
                    started);
        }
        Instant until = started.plus(delay.length());
        AttemptRow row = new AttemptRow(
                node.id(),
                1,
                Run.Status.WAITING,
                null,
                "Waiting until " + until,
                started,
                Duration.ZERO,
                until,
                Content.NONE,
                true);
        return new Step.Later(row, until, false, null, true);
    }

    private Step log(Run run, Node node, Node.Log log, RunScope scope, Instant started) {
        JsonNode content = log.content().render(scope);
        ObjectNode body = Json.object().put("level", log.level());
        body.set("content", content == null ? Json.object() : content);
        LOG.debug("workflow.log execution={} node={} level={}", run.identity.id(), node.id(), log.level());
        return done(node, body, null, started);
    }

    private Step respond(Run run, Node node, Node.Respond respond, RunScope scope, Instant started) {
        JsonNode rendered = respond.body().render(scope);
        JsonNode body = rendered == null ? Json.MAPPER.getNodeFactory().nullNode() : rendered;
        ObjectNode result = Json.object().put("status", respond.status());
        result.set("body", body);
        run.result = result;
        return done(node, body, null, started);
    }

    private Step done(Node node, JsonNode body, @Nullable String exit, Instant started) {
        ObjectNode output = output(node, body);
        return new Step.Done(row(node, Run.Status.SUCCESS, null, started, output), exit, output);
    }

    /** What later nodes see as {@code node.N}. */
    static ObjectNode output(Node node, JsonNode body) {
        ObjectNode output = Json.object()
                .put("status", Run.Status.SUCCESS.word)
                .put("node_id", node.id())
                .put("node_name", node.name());
        output.set("body", body);
        return output;
    }

    private AttemptRow row(
            Node node, Run.Status status, @Nullable String reason, Instant started, @Nullable JsonNode output) {
        Content content = output == null ? Content.NONE : new Content(null, null, null, Json.writeBytes(output));
        return new AttemptRow(
                node.id(),
                1,
                status,
                null,
                reason,
                started,
                Duration.between(started, clock.now()),
                null,
                content,
                true);
    }
}
