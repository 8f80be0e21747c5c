package dev.zaffre.workflow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.db.Snapshots;
import dev.zaffre.http.Caller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The workflows of an environment. Published versions are compiled once and answered from memory. */
public final class Workflows {
    private static final Logger LOG = LoggerFactory.getLogger(Workflows.class);
    private static final String KIND = "workflow";
    private static final int CACHED_VERSIONS = 20_000;

    private final Database database;
    private final Changes changes;
    private final Function<JsonNode, CompiledWorkflow> compile;
    private final Snapshots<EnvironmentId, Published> snapshots;
    private final List<DeletionListener> deletionListeners = new CopyOnWriteArrayList<>();
    /** Versions never change, so nothing drops them; a document that is gone is asked for by nobody. */
    private final Cache<VersionKey, CompiledWorkflow> versions =
            Caffeine.newBuilder().maximumSize(CACHED_VERSIONS).build();

    private record VersionKey(EnvironmentId environment, UUID workflow, int version) {}

    /** A published workflow as a config offers it. */
    record Offer(StoredWorkflow stored, PublishedWorkflow published) {}

    private record Published(
            List<Offer> all, Map<String, PublishedWorkflow> byName, Map<String, List<PublishedWorkflow>> byEvent) {}

    /** Told in the transaction that deletes a workflow, before its versions go: what runs on them must end. */
    @FunctionalInterface
    public interface DeletionListener {
        void onDelete(Handle handle, EnvironmentId environment, UUID workflow);
    }

    /** @param compile makes a stored version runnable; it was checked when it was published */
    public Workflows(Database database, Changes changes, Function<JsonNode, CompiledWorkflow> compile) {
        this.database = database;
        this.changes = changes;
        this.compile = compile;
        this.snapshots =
                new Snapshots<>(changes, KIND, key -> new EnvironmentId(UUID.fromString(key)), 1_000, this::readAll);
    }

    /** Every published workflow with the event trigger of that name, private ones of any account included. */
    public List<PublishedWorkflow> listeningTo(EnvironmentId environment, String event) {
        return snapshots.get(environment).byEvent().getOrDefault(event, List.of());
    }

    /** The published version of a workflow, by id or alias, whatever its trigger. */
    public Optional<PublishedWorkflow> published(EnvironmentId environment, String idOrAlias) {
        return Optional.ofNullable(snapshots.get(environment).byName().get(idOrAlias));
    }

    /** Every published workflow that an account may have: public ones and its own, whatever their trigger. */
    public List<PublishedWorkflow> of(EnvironmentId environment, AccountId account) {
        return offers(environment, null, account).stream().map(Offer::published).toList();
    }

    /** An immutable version: what a run that began on it goes on with. */
    public Optional<CompiledWorkflow> version(EnvironmentId environment, UUID workflow, int version) {
        return Optional.ofNullable(versions.get(new VersionKey(environment, workflow, version), this::compiled));
    }

    public void onDelete(DeletionListener listener) {
        deletionListeners.add(listener);
    }

    /** The published workflows of an app that an account may have: public ones and its own. */
    List<Offer> offers(EnvironmentId environment, @Nullable String app, AccountId account) {
        return snapshots.get(environment).all().stream()
                .filter(offer -> app == null || offer.stored().app().equals(app))
                .filter(offer -> offer.stored().account() == null
                        || account.equals(offer.stored().account()))
                .toList();
    }

    private @Nullable CompiledWorkflow compiled(VersionKey key) {
        return database.read(handle -> WorkflowRows.version(handle, key.environment(), key.workflow(), key.version())
                        .map(compile))
                .orElse(null);
    }

    private Published readAll(EnvironmentId environment) {
        List<Offer> all = new ArrayList<>();
        Map<String, PublishedWorkflow> byName = new HashMap<>();
        Map<String, List<PublishedWorkflow>> byEvent = new HashMap<>();
        for (StoredWorkflow stored : database.read(handle -> WorkflowRows.published(handle, environment))) {
            PublishedWorkflow workflow = published(environment, stored);
            if (workflow == null) {
                continue;
            }
            all.add(new Offer(stored, workflow));
            String alias = workflow.alias();
            if (alias != null) {
                byName.put(alias, workflow);
            }
            byName.put(workflow.id().toString(), workflow);
            String event = workflow.compiled().event();
            if (event != null) {
                byEvent.computeIfAbsent(event, name -> new ArrayList<>()).add(workflow);
            }
        }
        return new Published(List.copyOf(all), byName, byEvent);
    }

    /** Null when the version cannot be read: one broken document must not stop all others of its environment. */
    private @Nullable PublishedWorkflow published(EnvironmentId environment, StoredWorkflow stored) {
        Integer version = stored.publishedVersion();
        if (version == null) {
            return null;
        }
        try {
            return version(environment, stored.id(), version)
                    .map(compiled -> new PublishedWorkflow(
                            stored.id(),
                            version,
                            stored.app(),
                            stored.name(),
                            stored.alias(),
                            stored.account(),
                            stored.autoEnable(),
                            stored.udfFilter()
                                    .valueStream()
                                    .map(condition -> new PublishedWorkflow.UdfCondition(
                                            condition.path("key_name").asString(),
                                            condition.path("key_value").asString()))
                                    .toList(),
                            stored.udfMatchAll(),
                            compiled))
                    .orElse(null);
        } catch (IllegalArgumentException | IllegalStateException e) {
            LOG.error("workflow.unreadable workflow={} version={}: it does not run", stored.id(), version, e);
            return null;
        }
    }

    // What the routes do
    // -----------------------------------------------------------------------------------------------

    Optional<StoredWorkflow> find(EnvironmentId environment, UUID id) {
        return database.read(handle -> WorkflowRows.find(handle, environment, id));
    }

    List<StoredWorkflow> list(EnvironmentId environment, WorkflowRows.Filter filter, int offset, int limit) {
        return database.read(handle -> WorkflowRows.list(handle, environment, filter, offset, limit));
    }

    long count(EnvironmentId environment, WorkflowRows.Filter filter) {
        return database.read(handle -> WorkflowRows.count(handle, environment, filter));
    }

    List<WorkflowRows.Version> versions(EnvironmentId environment, UUID id, int offset, int limit) {
        return database.read(handle -> WorkflowRows.versions(handle, environment, id, offset, limit));
    }

    Optional<ObjectNode> document(EnvironmentId environment, UUID id, int version) {
        return database.read(handle -> WorkflowRows.version(handle, environment, id, version));
    }

    /** False when the alias is taken. */
    boolean insert(Caller caller, StoredWorkflow workflow) {
        EnvironmentId environment = caller.environment();
        return database.transact(handle -> announced(
                handle, environment, WorkflowRows.insert(handle, environment, workflow, Author.of(handle, caller))));
    }

    /**
     * False when the alias is taken by another one, or the draft is no longer the one that was read.
     *
     * @param read its revision; null: whatever it is now
     */
    boolean update(Caller caller, StoredWorkflow workflow, @Nullable Integer read) {
        EnvironmentId environment = caller.environment();
        return database.transact(handle -> announced(
                handle,
                environment,
                WorkflowRows.update(handle, environment, workflow, Author.of(handle, caller), read)));
    }

    /**
     * Keeps a draft that is to be tried, so that its run can go on after a restart and be looked at.
     *
     * @return its number, below 0
     */
    int keepTrial(Caller caller, UUID id, ObjectNode document) {
        EnvironmentId environment = caller.environment();
        return database.transact(handle -> {
            WorkflowRows.lock(handle, environment, id);
            int last = WorkflowRows.lastTrial(handle, environment, id);
            if (last < 0
                    && WorkflowRows.version(handle, environment, id, last)
                            .filter(document::equals)
                            .isPresent()) {
                return last;
            }
            WorkflowRows.forgetTrials(handle, environment, id);
            WorkflowRows.insertVersion(
                    handle,
                    environment,
                    id,
                    new WorkflowRows.NewVersion(last - 1, document, null, Author.of(handle, caller)));
            return last - 1;
        });
    }

    /**
     * Makes a document the current version: a new one, unless the latest is the same.
     *
     * @param note what the publisher says of it
     */
    void publish(Caller caller, UUID id, ObjectNode document, @Nullable String note) {
        EnvironmentId environment = caller.environment();
        database.run(handle -> WorkflowRows.lock(handle, environment, id).ifPresent(workflow -> {
            int latest = workflow.latestVersion();
            boolean same = WorkflowRows.version(handle, environment, id, latest)
                    .filter(document::equals)
                    .isPresent();
            if (!same) {
                latest++;
                WorkflowRows.insertVersion(
                        handle,
                        environment,
                        id,
                        new WorkflowRows.NewVersion(latest, document, note, Author.of(handle, caller)));
            }
            WorkflowRows.setPublished(handle, environment, id, latest, latest);
            changes.announce(handle, KIND, environment.toString());
        }));
    }

    /** Makes an older version the current one, or none. */
    void setPublished(EnvironmentId environment, UUID id, @Nullable Integer version) {
        database.run(handle -> WorkflowRows.lock(handle, environment, id).ifPresent(workflow -> {
            WorkflowRows.setPublished(handle, environment, id, version, workflow.latestVersion());
            changes.announce(handle, KIND, environment.toString());
        }));
    }

    void delete(EnvironmentId environment, UUID id) {
        database.run(handle -> {
            deletionListeners.forEach(listener -> listener.onDelete(handle, environment, id));
            WorkflowRows.delete(handle, environment, id);
            changes.announce(handle, KIND, environment.toString());
        });
    }

    private boolean announced(Handle handle, EnvironmentId environment, boolean changed) {
        if (changed) {
            changes.announce(handle, KIND, environment.toString());
        }
        return changed;
    }
}
