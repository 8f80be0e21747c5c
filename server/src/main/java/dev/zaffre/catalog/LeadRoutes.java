package dev.zaffre.catalog;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Database;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.node.ObjectNode;

/** Apps that customers ask for and that are not there yet: old browser clients have a form for it, the company reads the list. */
public final class LeadRoutes {
    private static final String LEADS = "/api/v1/ecosystem/leads";
    /** Longest request that is kept, in bytes. */
    private static final int LONGEST = 16 * 1024;

    private static final int MOST_OF_AN_ACCOUNT = 100;
    private static final int PAGE = 10;

    private final Database database;
    private final LinkedAccounts accounts;
    private final Clock clock;

    public LeadRoutes(Database database, LinkedAccounts accounts, Clock clock) {
        this.database = database;
        this.accounts = accounts;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(Route.post(LEADS, Access.SESSION, this::add), Route.get(LEADS, Access.KEY, this::list));
    }

    /** Who asks for the same app again replaces what they said before. */
    private Response add(Request request) {
        LinkedAccount account = accounts.require(request);
        ObjectNode said = request.jsonObject();
        if (request.body().length > LONGEST) {
            throw ApiError.badRequest("VALIDATION_ERROR", "The body must not be longer than " + LONGEST + " bytes");
        }
        String app = Members.text(said, "slug", 255)
                .filter(slug -> !slug.isBlank())
                .orElseThrow(() ->
                        ApiError.badRequest("MISSING_REQUIRED_FIELD", "slug is required: the app that is asked for"));
        Instant now = clock.now();
        UUID id = database.transact(handle -> save(handle, account, app, request.body(), now));
        return Response.json(shown(id, account.name(), said, now));
    }

    private static UUID save(Handle handle, LinkedAccount account, String app, byte[] lead, Instant now) {
        UUID id = handle.createQuery("""
                        insert into ecosystem_lead (id, environment_id, account_id, app, lead, created_at)
                        values (:id, :environment, :account, :app, :lead, :now)
                        on conflict (environment_id, account_id, app)
                            do update set lead = excluded.lead, created_at = excluded.created_at
                        returning id
                        """)
                .bind("id", Ids.next())
                .bind("environment", account.environment().value())
                .bind("account", account.id().value())
                .bind("app", app)
                .bind("lead", lead)
                .bind("now", now)
                .mapTo(UUID.class)
                .one();
        int own = handle.createQuery("""
                        select count(*) from ecosystem_lead where environment_id = :environment and account_id = :account
                        """)
                .bind("environment", account.environment().value())
                .bind("account", account.id().value())
                .mapTo(Integer.class)
                .one();
        if (own > MOST_OF_AN_ACCOUNT) {
            throw ApiError.badRequest(
                    "VALIDATION_ERROR", "This account has asked for " + MOST_OF_AN_ACCOUNT + " apps already");
        }
        return id;
    }

    private Response list(Request request) {
        EnvironmentId environment = request.requireCaller().environment();
        Request.Page page = request.page(PAGE);
        return database.read(handle -> {
            List<ObjectNode> docs = handle.createQuery("""
                            select l.id, l.lead, l.created_at, a.account_id
                            from ecosystem_lead l join linked_account a on a.id = l.account_id
                            where l.environment_id = :environment
                            order by l.id desc offset :offset limit :limit
                            """)
                    .bind("environment", environment.value())
                    .bind("offset", page.offset())
                    .bind("limit", page.limit())
                    .map((row, context) -> shown(
                            row.getObject("id", UUID.class),
                            row.getString("account_id"),
                            (ObjectNode) Json.parse(row.getBytes("lead")),
                            row.getTimestamp("created_at").toInstant()))
                    .list();
            long total = handle.createQuery("select count(*) from ecosystem_lead where environment_id = :environment")
                    .bind("environment", environment.value())
                    .mapTo(Long.class)
                    .one();
            return Response.json(page.envelope(docs, total));
        });
    }

    /** What was said, with what is known besides. */
    private static ObjectNode shown(UUID id, String account, ObjectNode said, Instant at) {
        return said.deepCopy()
                .put("_id", id.toString())
                .put("linked_account_id", account)
                .put("createdAt", at.toString());
    }
}
