package dev.zaffre.account;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.db.Conditions;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a list of accounts is narrowed to; null narrows nothing.
 *
 * @param words begin words of the id or the name, all of them
 * @param udf as the column holds it: the field, with or without its value
 * @param status {@code active}, {@code expired} or {@code none}: of connections
 * @param app that the connections are of
 */
record AccountFilter(
        @Nullable List<String> words,
        @Nullable ArrayNode udf,
        @Nullable String status,
        @Nullable String app) {
    static final AccountFilter NONE = new AccountFilter(null, null, null, null);
    private static final int LONGEST = 255;
    private static final List<String> STATUSES = List.of("active", "expired", "none");
    /** Where words end; the index was made with the same characters. */
    private static final String BETWEEN_WORDS = "[\\s_@.\\-/:+'\\\\]+";

    /** @throws ApiError 400 naming the parameter */
    static AccountFilter read(Request request) {
        String status = text(request, "connection");
        if (status != null && !STATUSES.contains(status)) {
            throw AccountForm.invalid("'connection' must be active, expired or none");
        }
        return new AccountFilter(words(text(request, "search")), udf(request), status, text(request, "app"));
    }

    private static @Nullable String text(Request request, String name) {
        String value = request.queryValue(name).orElse(null);
        if (value != null && (value.length() > LONGEST || value.indexOf('\0') >= 0)) {
            throw AccountForm.invalid("'" + name + "' must have at most " + LONGEST + " characters");
        }
        return value;
    }

    private static @Nullable List<String> words(@Nullable String search) {
        if (search == null) {
            return null;
        }
        List<String> words = new ArrayList<>();
        for (String word : search.toLowerCase(Locale.ROOT).split(BETWEEN_WORDS)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    private static @Nullable ArrayNode udf(Request request) {
        String key = text(request, "udf_key");
        String value = text(request, "udf_value");
        if (key == null) {
            if (value != null) {
                throw AccountForm.invalid("'udf_value' needs 'udf_key': the field that has the value");
            }
            return null;
        }
        ArrayNode udf = Json.array();
        ObjectNode field = udf.addObject().put("key_name", key);
        if (value != null) {
            field.put("key_value", value);
        }
        return udf;
    }

    Conditions conditions(EnvironmentId environment) {
        Conditions conditions =
                new Conditions("environment_id = :environment").value("environment", environment.value());
        // "Finds nothing" for a search without a word: the query of no words holds for no row.
        conditions.and("""
                to_tsvector('simple', translate(account_id || ' ' || coalesce(name, ''), '_@.-/:+', '       '))
                    @@ to_tsquery('simple', :words)
                """, "words", query());
        conditions.and("udf @> cast(:udf as jsonb)", "udf", udf == null ? null : Json.write(udf));
        boolean none = "none".equals(status);
        String connected = "exists (select from connection c where c.environment_id = :environment"
                + " and c.account_id = linked_account.id"
                + (app == null ? "" : " and c.app = :app")
                + (status == null || none ? "" : " and c.status = :status") + ")";
        if (app != null) {
            conditions.and((none ? "not " : "") + connected, "app", app);
        } else if (status != null) {
            conditions.and((none ? "not " : "") + connected, "status", status);
        }
        return status == null ? conditions : conditions.value("status", status);
    }

    private @Nullable String query() {
        if (words == null) {
            return null;
        }
        StringBuilder query = new StringBuilder();
        for (String word : words) {
            query.append(query.isEmpty() ? "'" : " & '").append(word).append("':*");
        }
        return query.toString();
    }
}
