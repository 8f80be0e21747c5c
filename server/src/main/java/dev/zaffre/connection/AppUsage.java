package dev.zaffre.connection;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.catalog.App;
import dev.zaffre.db.Database;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who has connected which app, as the company's pages tell it. */
public final class AppUsage {
    private final Database database;
    private final Connections connections;

    /**
     * How many accounts have connected an app.
     *
     * @param expired of these: how many must reconnect
     */
    record Usage(int accounts, int expired) {
        static final Usage NONE = new Usage(0, 0);
    }

    public AppUsage(Database database, Connections connections) {
        this.database = database;
        this.connections = connections;
    }

    /** By app; an app that nobody has connected is not in it. */
    Map<String, Usage> byApp(EnvironmentId environment) {
        Map<String, Usage> usage = new HashMap<>();
        database.read(handle -> handle.createQuery("""
                        select app, count(distinct account_id) as accounts,
                            count(distinct account_id) filter (where status = 'expired') as expired
                        from connection where environment_id = :environment group by app
                        """)
                .bind("environment", environment.value())
                .map((row, context) ->
                        usage.put(row.getString("app"), new Usage(row.getInt("accounts"), row.getInt("expired"))))
                .list());
        return usage;
    }

    /** {@code not_needed}, {@code none}, {@code active} when at least one is, or {@code expired}. */
    public String state(EnvironmentId environment, AccountId account, App app) {
        if (app.isOpen()) {
            return "not_needed";
        }
        List<Connection> all = connections.all(environment, account, app.slug());
        if (all.isEmpty()) {
            return "none";
        }
        return all.stream().anyMatch(Connection::active) ? "active" : "expired";
    }
}
