package dev.zaffre.event;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Database;
import dev.zaffre.workflow.Payloads;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Payloads of real events, for trying a mapping. */
public final class LastPayloads implements Payloads {
    private final Database database;
    private final EventTypes types;

    public LastPayloads(Database database, EventTypes types) {
        this.database = database;
        this.types = types;
    }

    @Override
    public Optional<JsonNode> sample(EnvironmentId environment, String event) {
        return types.sampleOf(environment, event);
    }

    /** Among the newest thousand: a history of millions must not be walked for an event that is rare. */
    @Override
    public Optional<Received> last(EnvironmentId environment, AccountId account, String event) {
        return database.read(handle -> handle.createQuery("""
                        select id, payload from (select id, name, source, payload from event
                                where environment_id = :environment and account_id = :account
                                order by id desc limit 1000) recent
                         where name = :name and source = 'Event' order by id desc limit 1
                        """)
                .bind("environment", environment.value())
                .bind("account", account.value())
                .bind("name", event)
                .map((row, context) -> {
                    UUID id = row.getObject("id", UUID.class);
                    return new Received(id, Ids.instantOf(id), Json.parse(row.getBytes("payload")));
                })
                .findOne());
    }
}
