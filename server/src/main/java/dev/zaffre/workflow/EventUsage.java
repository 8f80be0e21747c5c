package dev.zaffre.workflow;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.db.Database;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Which workflows an event starts, published or only drafted, and which of them another payload would break. */
public final class EventUsage {
    /** More than these are not looked at: nobody reads so long a list, and each is compiled. */
    public static final int MOST = 100;

    private final Database database;
    private final WorkflowCompiler compiler;
    private final WorkflowCompiler.Events events;

    public EventUsage(Database database, WorkflowCompiler compiler, WorkflowCompiler.Events events) {
        this.database = database;
        this.compiler = compiler;
        this.events = events;
    }

    /**
     * A workflow that listens to the event.
     *
     * @param account the {@code linked_account_id} it is private to; null: public
     * @param published its published version listens
     * @param drafted its draft listens
     * @param problems what another payload would break in it
     */
    public record User(
            UUID id,
            String name,
            String app,
            @Nullable String account,
            boolean published,
            boolean drafted,
            List<WorkflowCompiler.Problem> problems) {
        public ObjectNode toJson() {
            return Json.object()
                    .put("workflow_id", id.toString())
                    .put("name", name)
                    .put("slug", app)
                    .put("linked_account_id", account)
                    .put("published", published)
                    .put("draft", drafted);
        }
    }

    /** By name; at most {@link #MOST}. */
    public List<User> of(EnvironmentId environment, String event) {
        return listening(environment, event).stream()
                .map(one -> one.user(List.of()))
                .toList();
    }

    /**
     * Those of them that would name variables which the payload does not have any more; each with where it does.
     *
     * @param schema of the payload to come
     */
    public List<User> brokenBy(EnvironmentId environment, String event, JsonNode schema) {
        WorkflowCompiler changed = compiler.withEvents(new WorkflowCompiler.Events() {
            @Override
            public Optional<JsonNode> schemaOf(EnvironmentId asked, String name) {
                return name.equals(event) ? Optional.of(schema) : events.schemaOf(asked, name);
            }

            @Override
            public List<String> names(EnvironmentId asked) {
                return events.names(asked);
            }
        });
        List<User> broken = new ArrayList<>();
        for (Listening one : listening(environment, event)) {
            Set<WorkflowCompiler.Problem> problems = new LinkedHashSet<>();
            for (ObjectNode document : one.documents()) {
                StoredWorkflow stored = one.stored();
                Set<WorkflowCompiler.Problem> fresh =
                        new LinkedHashSet<>(problems(changed, environment, stored, document));
                problems(compiler, environment, stored, document).forEach(fresh::remove);
                problems.addAll(fresh);
            }
            if (!problems.isEmpty()) {
                broken.add(one.user(List.copyOf(problems)));
            }
        }
        return broken;
    }

    private static List<WorkflowCompiler.Problem> problems(
            WorkflowCompiler with, EnvironmentId environment, StoredWorkflow workflow, ObjectNode document) {
        return with.compile(environment, workflow.id(), workflow.app(), document)
                .problems();
    }

    private record Listening(
            StoredWorkflow stored,
            @Nullable ObjectNode published,
            @Nullable ObjectNode drafted) {
        User user(List<WorkflowCompiler.Problem> problems) {
            return new User(
                    stored.id(),
                    stored.name(),
                    stored.app(),
                    stored.accountName(),
                    published != null,
                    drafted != null,
                    problems);
        }

        List<ObjectNode> documents() {
            List<ObjectNode> documents = new ArrayList<>();
            if (published != null) {
                documents.add(published);
            }
            if (drafted != null) {
                documents.add(drafted);
            }
            return documents;
        }
    }

    private List<Listening> listening(EnvironmentId environment, String event) {
        // A document is kept as it was written here, so that the name stands in it as it would be written now.
        String written = Json.write(StringNode.valueOf(event));
        return database.read(handle -> {
            List<Listening> all = new ArrayList<>();
            for (StoredWorkflow stored : WorkflowRows.mentioning(handle, environment, written, MOST)) {
                Integer version = stored.publishedVersion();
                ObjectNode published = version == null
                        ? null
                        : WorkflowRows.version(handle, environment, stored.id(), version)
                                .orElse(null);
                Listening one = new Listening(stored, ifListens(published, event), ifListens(stored.document(), event));
                if (one.published() != null || one.drafted() != null) {
                    all.add(one);
                }
            }
            return all;
        });
    }

    private static @Nullable ObjectNode ifListens(@Nullable ObjectNode document, String event) {
        return document != null
                        && document.at("/trigger/type").asString("").equals("event")
                        && document.at("/trigger/event").asString("").equals(event)
                ? document
                : null;
    }
}
