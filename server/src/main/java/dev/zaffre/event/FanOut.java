package dev.zaffre.event;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.execution.Acceptance.Skip;
import dev.zaffre.execution.Executions.Start;
import dev.zaffre.template.Scope;
import dev.zaffre.workflow.Condition;
import dev.zaffre.workflow.Config;
import dev.zaffre.workflow.PublishedWorkflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which workflows run for an event, and why each of the others does not. A pure function of what intake has in memory. */
public final class FanOut {
    private FanOut() {}

    /**
     * What the decision depends on.
     *
     * @param app only workflows of this app; null for all
     * @param configId whose switches and values apply
     * @param config of an app for the account
     * @param isConnected to an app
     * @param scope over the event, for the triggers' conditions
     */
    public record Question(
            LinkedAccount account,
            @Nullable String app,
            String configId,
            Function<String, @Nullable Config> config,
            Predicate<String> isConnected,
            Scope scope) {}

    /** @param skips one for every listening workflow of this account that does not run */
    public record Plan(List<Start> starts, List<Skip> skips) {}

    public static Plan plan(List<PublishedWorkflow> listening, Question question) {
        List<Start> starts = new ArrayList<>();
        List<Skip> skips = new ArrayList<>();
        for (PublishedWorkflow workflow : listening) {
            // Another account's private workflow is none of this account's business: not even as a skipped one.
            if (workflow.privateTo() == null
                    || workflow.privateTo().equals(question.account().id())) {
                Config config = question.config().apply(workflow.app());
                Skip skip = reasonToSkip(workflow, config, question);
                if (skip == null) {
                    starts.add(new Start(workflow, question.configId(), config, false));
                } else {
                    skips.add(skip);
                }
            }
        }
        return new Plan(starts, skips);
    }

    private static @Nullable Skip reasonToSkip(PublishedWorkflow workflow, @Nullable Config config, Question question) {
        if (question.app() != null && !question.app().equals(workflow.app())) {
            return skip(workflow, "other_app", "The trigger was restricted to the app '" + question.app() + "'");
        }
        if (!isEnabled(workflow, config)) {
            return notEnabled(workflow, question.configId());
        }
        if (!mayAccess(workflow, question.account())) {
            return noAccess(workflow);
        }
        if (!question.isConnected().test(workflow.app())) {
            return notConnected(workflow);
        }
        Condition startIf = workflow.compiled().startIf();
        if (startIf != null && !startIf.holds(question.scope())) {
            return skip(workflow, "condition_not_met", "The trigger's condition does not hold for this payload");
        }
        return null;
    }

    /**
     * Everything that keeps a workflow from running for an account, whatever the event; empty: it runs when its event arrives and
     * its own condition holds.
     *
     * @param isConnected to the workflow's app
     */
    static List<Skip> obstacles(
            PublishedWorkflow workflow,
            @Nullable Config config,
            LinkedAccount account,
            String configId,
            boolean isConnected) {
        List<Skip> obstacles = new ArrayList<>();
        if (!isEnabled(workflow, config)) {
            obstacles.add(notEnabled(workflow, configId));
        }
        if (!mayAccess(workflow, account)) {
            obstacles.add(noAccess(workflow));
        }
        if (!isConnected) {
            obstacles.add(notConnected(workflow));
        }
        return obstacles;
    }

    private static Skip notEnabled(PublishedWorkflow workflow, String configId) {
        return skip(workflow, "not_enabled", "The workflow is not enabled in the config '" + configId + "'");
    }

    private static Skip noAccess(PublishedWorkflow workflow) {
        return skip(
                workflow,
                "access_condition",
                "The linked account's user-defined fields do not meet the workflow's condition");
    }

    private static Skip notConnected(PublishedWorkflow workflow) {
        return skip(workflow, "not_connected", "The linked account has not connected '" + workflow.app() + "'");
    }

    private static boolean isEnabled(PublishedWorkflow workflow, @Nullable Config config) {
        if (workflow.privateTo() != null
                && (config == null || config.workflows().get(workflow.id()) == null)) {
            // A private workflow has no switch for anybody to turn: publishing it is what enables it.
            return true;
        }
        Config.Switch said = config == null ? null : config.workflows().get(workflow.id());
        return said == null ? workflow.autoEnable() : said.enabled();
    }

    private static boolean mayAccess(PublishedWorkflow workflow, LinkedAccount account) {
        if (workflow.udfFilter().isEmpty()) {
            return true;
        }
        Map<String, String> fields = account.udf();
        Predicate<PublishedWorkflow.UdfCondition> holds =
                condition -> condition.value().equals(fields.get(condition.key()));
        return workflow.udfMatchAll()
                ? workflow.udfFilter().stream().allMatch(holds)
                : workflow.udfFilter().stream().anyMatch(holds);
    }

    private static Skip skip(PublishedWorkflow workflow, String reason, String message) {
        return new Skip(workflow.id(), reason, message);
    }
}
