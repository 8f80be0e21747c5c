package dev.zaffre.live;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.event.EventSummaries;
import dev.zaffre.execution.ExecutionSummaries;
import dev.zaffre.execution.Feed;
import dev.zaffre.http.Route;
import dev.zaffre.workflow.Workflows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Live data as the rest of the product sees it. See docs/decisions/0019-live-data.md. */
public final class Live implements AutoCloseable {
    private final Database database;
    private final Changes changes;
    private final ChangeLog log;
    private final Recorder recorder;
    private @Nullable Hub hub;

    public Live(Database database, Changes changes) {
        this.database = database;
        this.changes = changes;
        this.log = new ChangeLog(database, changes);
        this.recorder = new Recorder(log, changes);
    }

    /** What the engine tells of its commits. */
    public Feed feed() {
        return recorder;
    }

    /** To be called once. */
    public List<Route> routes(Workflows workflows, Catalog catalog, LinkedAccounts accounts) {
        Hub opened = new Hub(
                log, changes, new ExecutionSummaries(database, workflows, catalog), new EventSummaries(database));
        hub = opened;
        return new LiveRoutes(opened, accounts).routes();
    }

    @Override
    public void close() {
        Hub open = hub;
        if (open != null) {
            open.close();
        }
        recorder.close();
    }
}
