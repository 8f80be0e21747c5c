package dev.zaffre.contract;

import dev.zaffre.account.Organizations;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Stories in environments of their own, so that what one example destroys the next one still finds. */
final class Stories implements AutoCloseable {
    private final Zaffre zaffre;
    private final Database database;
    private final Changes changes;
    private final Organizations organizations;
    private Story shared;
    private Zaffre limitedServer;
    private Story limited;

    Stories(Zaffre zaffre) {
        this.zaffre = zaffre;
        this.database = Database.open(zaffre.database(), 4);
        this.changes = new Changes(database);
        this.organizations = new Organizations(database, changes);
    }

    /** For requests that change nothing. */
    synchronized Story shared() {
        if (shared == null) {
            shared = zaffre.story("test");
        }
        return shared;
    }

    /** In a company of its own. */
    Story fresh() {
        UUID organization = Ids.next();
        UUID application = Ids.next();
        UUID environment = Ids.next();
        database.run(handle -> {
            handle.execute(
                    "insert into organization (id, name, application_id) values (?, 'Another company', ?)",
                    organization,
                    application);
            handle.execute(
                    "insert into environment (id, organization_id, name) values (?, ?, 'test')",
                    environment,
                    organization);
        });
        String key = organizations
                .create(new EnvironmentId(environment), "of a test")
                .key()
                .reveal();
        ObjectNode credentials = Json.object()
                .put("organization_id", organization.toString())
                .put("application_id", application.toString());
        Story story = Story.tell(zaffre.anonymous().key(key), zaffre.sandbox().url(), credentials);
        story.people(database, zaffre.app().url(), "test");
        return story;
    }

    /** On a server that takes one event a second. */
    synchronized Story limited() {
        if (limited == null) {
            limitedServer = Zaffre.start(Map.of("events.rate", "1", "events.burst", "20"));
            limited = limitedServer.story("test");
        }
        return limited;
    }

    @Override
    public void close() {
        if (limitedServer != null) {
            limitedServer.close();
        }
        changes.close();
        database.close();
    }
}
