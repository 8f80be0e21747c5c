package dev.zaffre.execution;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows turned into one array a column, in the order of the statement's parameters. */
final class Columns {
    private final Connection connection;
    private final List<Array> arrays = new ArrayList<>();

    Columns(Connection connection) {
        this.connection = connection;
    }

    <T> void add(String type, List<T> rows, Function<T, @Nullable Object> value) throws SQLException {
        Object[] values = new Object[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(rows.get(i));
        }
        arrays.add(connection.createArrayOf(type, values));
    }

    <T> void addBytes(List<T> rows, Function<T, byte @Nullable []> value) throws SQLException {
        byte[][] values = new byte[rows.size()][];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(rows.get(i));
        }
        arrays.add(connection.createArrayOf("bytea", values));
    }

    /**
     * @param from number of the first parameter
     * @return number of the next parameter
     */
    int bind(PreparedStatement statement, int from) throws SQLException {
        for (int i = 0; i < arrays.size(); i++) {
            statement.setArray(from + i, arrays.get(i));
        }
        return from + arrays.size();
    }
}
