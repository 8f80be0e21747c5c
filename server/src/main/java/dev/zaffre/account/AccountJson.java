package dev.zaffre.account;

import dev.zaffre.base.Json;
import dev.zaffre.http.Caller;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An account as the API shows it: without any credential. */
final class AccountJson {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private AccountJson() {}

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    static ObjectNode of(AccountRow row, Caller caller, ArrayNode integrations) {
        ObjectNode json = Json.object()
                .put("_id", row.id().toString())
                .put("associated_org", caller.organization().toString())
                .put("account_id", row.accountId())
                .put("linked_account_id", row.accountId())
                .put("name", row.name())
                .put("environment", caller.environmentName());
        json.set("udf", row.udf());
        json.set("integrations", integrations);
        return json.put("createdAt", time(row.createdAt()))
                .put("updatedAt", time(row.updatedAt()))
                .put("__v", 0);
    }
}
