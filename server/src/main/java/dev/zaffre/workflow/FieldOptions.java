package dev.zaffre.workflow;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.base.Closest;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Action;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.http.ApiError;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Template;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks apps and workflows for the choices of fields, at the time of reading. All that one read needs is asked at once; what is not
 * there in {@link #LONGEST} is left out, with the reason.
 */
public final class FieldOptions {
    static final Duration LONGEST = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(FieldOptions.class);
    /** Asked at once for one account; more wait for their turn within their time. Accounts are spread over {@link #SHARES}. */
    private static final int MOST_AT_ONCE = 8;

    private static final int SHARES = 64;

    private final Catalog catalog;
    private final Workflows workflows;
    private final Actions actions;
    private final Runs runs;
    private final List<Semaphore> turns =
            Stream.generate(() -> new Semaphore(MOST_AT_ONCE)).limit(SHARES).toList();

    /** Runs an action with the account's live connection; its answer is {@code {node_status, data, error}}. */
    @FunctionalInterface
    public interface Actions {
        /** @throws ApiError when it cannot be run */
        ObjectNode run(LinkedAccount account, App app, Action action, ObjectNode fields);
    }

    /** Runs a workflow and answers what its Response node says. */
    @FunctionalInterface
    public interface Runs {
        /** @throws IllegalStateException when it failed or was not over in time */
        JsonNode run(
                LinkedAccount account,
                PublishedWorkflow workflow,
                String configId,
                ObjectNode payload,
                Duration atMost);
    }

    public FieldOptions(Catalog catalog, Workflows workflows, Actions actions, Runs runs) {
        this.catalog = catalog;
        this.workflows = workflows;
        this.actions = actions;
        this.runs = runs;
    }

    /**
     * What came of asking.
     *
     * @param cut there were more than {@link OptionSource#MOST}
     * @param error why there are none; null: that is all there are
     */
    record Choices(ArrayNode list, boolean cut, @Nullable String error) {}

    /** What somebody is being asked. */
    record Question(FutureTask<ArrayNode> task) {}

    /** One account's slow app must not take the turns of all others. */
    private Semaphore turnsOf(LinkedAccount account) {
        return turns.get(Math.floorMod(account.id().hashCode(), SHARES));
    }

    Reading reading(ConfigSubjects.Subject subject, String configId) {
        return new Reading(subject, configId);
    }

    /** The choices that one read of a config asks for; the same question is asked once. */
    final class Reading {
        private final ConfigSubjects.Subject subject;
        private final String configId;
        private final long giveUp = System.nanoTime() + LONGEST.toNanos();
        private final Map<String, Question> asked = new HashMap<>();

        private Reading(ConfigSubjects.Subject subject, String configId) {
            this.subject = subject;
            this.configId = configId;
        }

        /** Asks, without waiting for the answer. */
        Question ask(OptionSource source, ConfigField field, ObjectNode values, @Nullable JsonNode parent) {
            ObjectNode known = Json.object();
            known.set("config", values);
            known.set("parent", parent == null ? known.nullNode() : parent);
            ObjectNode account = known.putObject("linked_account")
                    .put("id", subject.account().name());
            subject.account().udf().forEach(account.putObject("udf")::put);
            String question = Json.write(source.said()) + question(source, field, known);
            return asked.computeIfAbsent(question, absent -> {
                FutureTask<ArrayNode> task = new FutureTask<>(() -> answer(source, field, known));
                Thread.ofVirtual().name("config-options").start(task);
                return new Question(task);
            });
        }

        private String question(OptionSource source, ConfigField field, ObjectNode known) {
            return switch (source) {
                case OptionSource.FromAction action -> Json.write(inputs(action, known));
                case OptionSource.FromFields fields -> "";
                case OptionSource.FromWorkflow workflow -> field.key() + Json.write(known);
            };
        }

        private static ObjectNode inputs(OptionSource.FromAction action, ObjectNode known) {
            return action.fields().render(new JsonScope(known)) instanceof ObjectNode inputs ? inputs : Json.object();
        }

        private ArrayNode answer(OptionSource source, ConfigField field, ObjectNode known) throws InterruptedException {
            long left = giveUp - System.nanoTime();
            Semaphore turns = turnsOf(subject.account());
            if (!turns.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("Too much is being asked at once");
            }
            try {
                return switch (source) {
                    case OptionSource.FromAction action -> source.read(ofAction(action, inputs(action, known)));
                    case OptionSource.FromFields fields -> source.read(fieldsOf(action(app(), fields.action())));
                    case OptionSource.FromWorkflow workflow ->
                        source.read(ofWorkflow(workflow, known.put("field", field.key())));
                };
            } finally {
                turns.release();
            }
        }

        private App app() {
            return catalog.find(subject.environment(), subject.app())
                    .orElseThrow(() -> new IllegalStateException("There is no app '" + subject.app() + "' any more"));
        }

        private static Action action(App app, String id) {
            List<String> ids = app.actions().stream().map(Action::id).toList();
            return app.action(id)
                    .orElseThrow(() -> new IllegalStateException(
                            app.slug() + " has no action '" + id + "'." + Closest.hint(id, ids)));
        }

        private static ArrayNode fieldsOf(Action action) {
            ArrayNode fields = Json.array();
            action.fields().forEach(field -> fields.add(field.toJson()));
            return fields;
        }

        private JsonNode ofAction(OptionSource.FromAction source, ObjectNode inputs) {
            App app = app();
            Action action = action(app, source.action());
            ObjectNode result = actions.run(subject.account(), app, action, inputs);
            if (!result.path("node_status").asString("").equals("Success")) {
                JsonNode error = result.path("error");
                throw new IllegalStateException(app.slug() + " refused " + source.action() + " ("
                        + Template.text(error.path("status")) + "): "
                        + error.path("message").asString(""));
            }
            return result.path("data");
        }

        private JsonNode ofWorkflow(OptionSource.FromWorkflow source, ObjectNode payload) {
            PublishedWorkflow workflow = workflows
                    .published(subject.environment(), source.workflow().toString())
                    .filter(found ->
                            found.privateTo() == null && found.compiled().event() == null)
                    .orElseThrow(() -> new IllegalStateException("The workflow " + source.workflow()
                            + " is not published with the API trigger, so it gives no options"));
            Duration left = Duration.ofNanos(Math.max(0, giveUp - System.nanoTime()));
            return runs.run(subject.account(), workflow, configId, payload, left);
        }

        /** Waits for the answer, as long as there is time. */
        Choices await(Question question) {
            FutureTask<ArrayNode> task = question.task();
            try {
                ArrayNode all = task.get(Math.max(0, giveUp - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (all.size() <= OptionSource.MOST) {
                    return new Choices(all, false, null);
                }
                ArrayNode first = all.deepCopy();
                first.remove(OptionSource.MOST);
                return new Choices(first, true, null);
            } catch (TimeoutException e) {
                task.cancel(true);
                return none("No answer within " + LONGEST.toSeconds() + " s");
            } catch (InterruptedException e) {
                task.cancel(true);
                Thread.currentThread().interrupt();
                return none("Interrupted");
            } catch (ExecutionException e) {
                return none(reason(e.getCause()));
            }
        }

        private static Choices none(String reason) {
            return new Choices(Json.array(), false, reason);
        }

        private String reason(@Nullable Throwable cause) {
            if (cause instanceof ApiError || cause instanceof IllegalStateException) {
                return String.valueOf(cause.getMessage());
            }
            LOG.error("config.options app={} config={}", subject.app(), configId, cause);
            return "The options could not be read because of an error in the server";
        }
    }
}
