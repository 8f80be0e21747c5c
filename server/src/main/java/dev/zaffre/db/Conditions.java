package dev.zaffre.db;

import dev.zaffre.base.Ids;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a list is narrowed to: conditions in SQL with their values. Null narrows nothing. */
public final class Conditions {
    private final StringBuilder sql;
    private final Map<String, Object> values = new HashMap<>();

    /** @param always holds for every row; its values are given with {@link #value} */
    public Conditions(String always) {
        this.sql = new StringBuilder(always);
    }

    public Conditions value(String name, Object value) {
        values.put(name, value);
        return this;
    }

    /** @param condition in which the value stands as {@code :name} */
    public Conditions and(String condition, String name, @Nullable Object value) {
        if (value != null) {
            sql.append(" and ").append(condition);
            values.put(name, value);
        }
        return this;
    }

    /** Ids rise with time, so a bound on time is a bound on the id, which partitions and indexes go by. */
    public Conditions idWithin(String column, @Nullable Instant from, @Nullable Instant until) {
        and(column + " >= :from", "from", from == null ? null : Ids.floor(from));
        return and(column + " < :until", "until", until == null ? null : Ids.floor(until));
    }

    public String sql() {
        return sql.toString();
    }

    public Map<String, Object> values() {
        return values;
    }
}
