package dev.zaffre.execution;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.Clock;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.execution.Run.NodeState;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import dev.zaffre.workflow.CompiledWorkflow;
import dev.zaffre.workflow.Config;
import dev.zaffre.workflow.Configs;
import dev.zaffre.workflow.Drafts.Draft;
import dev.zaffre.workflow.Node;
import dev.zaffre.workflow.Payloads;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a draft is tried on: an account, a payload, a config, and what the nodes put out when the workflow ran last. */
final class Trial {
    private static final AccountId NOBODY = new AccountId(new UUID(0, 0));

    private final Draft draft;
    private final @Nullable LinkedAccount account;
    private final Payload payload;
    private final String configId;
    private final ObjectNode config;
    private final Map<String, JsonNode> outputs;

    private Trial(
            Draft draft,
            @Nullable LinkedAccount account,
            Payload payload,
            String configId,
            ObjectNode config,
            Map<String, JsonNode> outputs) {
        this.draft = draft;
        this.account = account;
        this.payload = payload;
        this.configId = configId;
        this.config = config;
        this.outputs = outputs;
    }

    /**
     * @param from sample, last_event or payload
     * @param event the event that it came with
     */
    record Payload(
            String from,
            JsonNode json,
            @Nullable UUID event,
            @Nullable Instant at) {
        ObjectNode toJson() {
            return Json.object()
                    .put("from", from)
                    .put("event_id", event == null ? null : event.toString())
                    .put("at", at == null ? null : at.toString());
        }
    }

    /** Where trials get what they are tried on. */
    record Materials(LinkedAccounts accounts, Configs configs, Payloads payloads, TrialQueries queries, Clock clock) {
        /**
         * @param body {@code {payload?, payload_from?, config_id?, outputs?}}
         * @throws ApiError 400 when the body asks for what is not there
         */
        Trial trial(Draft draft, @Nullable LinkedAccount account, ObjectNode body) {
            String configId = Members.text(body, "config_id", 256).orElse(account == null ? "" : account.name());
            Config config = account == null
                    ? null
                    : configs.find(draft.environment(), account.id(), draft.app(), configId)
                            .orElse(null);
            Map<String, JsonNode> outputs =
                    queries.lastOutputs(draft.environment(), draft.id(), account == null ? null : account.id());
            Members.object(body, "outputs")
                    .ifPresent(given -> given.properties()
                            .forEach(output ->
                                    outputs.put(output.getKey(), Json.object().set("body", output.getValue()))));
            return new Trial(
                    draft,
                    account,
                    payload(draft, account, body),
                    configId,
                    configs.values(draft.environment(), draft.app(), config, draft.id()),
                    outputs);
        }

        private Payload payload(Draft draft, @Nullable LinkedAccount account, ObjectNode body) {
            Optional<JsonNode> given = Members.given(body, "payload");
            if (given.isPresent()) {
                return new Payload("payload", given.get(), null, null);
            }
            String event = draft.event();
            String from = Members.text(body, "payload_from", 16).orElse("sample");
            if (from.equals("last_event")) {
                Optional<Payloads.Received> last = account == null || event == null
                        ? Optional.empty()
                        : payloads.last(draft.environment(), account.id(), event);
                return last.map(received -> new Payload(from, received.payload(), received.id(), received.at()))
                        .orElseThrow(() -> ApiError.badRequest(
                                "NO_EVENT_YET",
                                account == null
                                        ? "payload_from last_event needs the header linked_account_id"
                                        : "No such event is among the newest of linked account " + account.name()
                                                + ": use the sample, or send one"));
            }
            if (!from.equals("sample")) {
                throw Members.wrong("payload_from", "must be sample or last_event");
            }
            JsonNode ofTrigger = draft.document().path("trigger").path("sample");
            Optional<JsonNode> sample = event == null ? Optional.empty() : payloads.sample(draft.environment(), event);
            return new Payload(
                    "sample", sample.orElse(ofTrigger.isContainer() ? ofTrigger : Json.object()), null, null);
        }
    }

    Payload payload() {
        return payload;
    }

    String configId() {
        return configId;
    }

    Map<String, JsonNode> outputs() {
        return outputs;
    }

    ObjectNode config() {
        return config;
    }

    @Nullable
    LinkedAccount account() {
        return account;
    }

    /** Texts that no answer may hold. */
    List<String> secrets() {
        return account == null
                ? List.of()
                : account.credentials().values().stream().map(Secret::reveal).toList();
    }

    /** A run that is kept nowhere, in which the nodes before have put out what they did last. */
    Run run(CompiledWorkflow workflow, Instant now) {
        var identity = new Run.Identity(
                Ids.next(),
                draft.environment(),
                account == null ? NOBODY : account.id(),
                Ids.next(),
                draft.event(),
                draft.id(),
                0,
                draft.app(),
                configId,
                false,
                true);
        Run run = new Run(identity, workflow, payload.json(), null, config, now.plus(workflow.timeout()));
        for (Node node : workflow.nodes()) {
            JsonNode last = outputs.get(node.id());
            if (last != null) {
                ObjectNode output = Steps.output(node, last.path("body"));
                if (last.has("status_code")) {
                    output.set("status_code", last.path("status_code"));
                }
                run.state(node.id(), new NodeState(Run.Status.SUCCESS, 1, 1, null, null, output));
            }
        }
        return run;
    }
}
