package dev.zaffre.cli;

import dev.zaffre.db.Database;
import dev.zaffre.vault.Unreadable;
import dev.zaffre.vault.Vault;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Seals everything again that an older key sealed, a few rows at a time, beside the running servers. May be stopped and begun anew. */
final class Reseal {
    private static final int ROWS = 200;

    /**
     * Every column that the vault seals.
     *
     * @param kind what the vault binds its values to, with the row's id
     */
    record Column(String table, String name, String kind) {}

    static final List<Column> COLUMNS = List.of(
            new Column("linked_account", "your_app", "linked_account.your_app"),
            new Column("connection", "credential", "connection"),
            new Column("app_setting", "sealed", "app_setting"),
            new Column("webhook", "sealed", "webhook"),
            new Column("signing_key", "sealed", "signing_key"));

    /**
     * @param current rows that the newest key had already sealed
     * @param unreadable rows that no key of the keyset opens; they are left as they are
     */
    record Count(Column column, int current, int resealed, int unreadable) {
        Count plus(int moreCurrent, int moreResealed, int moreUnreadable) {
            return new Count(column, current + moreCurrent, resealed + moreResealed, unreadable + moreUnreadable);
        }
    }

    private record Row(UUID id, byte[] sealed) {}

    private final Database database;
    private final Vault vault;

    Reseal(Database database, Vault vault) {
        this.database = database;
        this.vault = vault;
    }

    /** @param progress told after every batch */
    Count column(Column column, Consumer<Count> progress) {
        Count count = new Count(column, 0, 0, 0);
        UUID after = new UUID(0, 0);
        while (true) {
            List<Row> rows = next(column, after);
            if (rows.isEmpty()) {
                return count;
            }
            for (Row row : rows) {
                count = reseal(column, row, count);
            }
            after = rows.getLast().id();
            progress.accept(count);
        }
    }

    private Count reseal(Column column, Row row, Count count) {
        try {
            if (vault.isCurrent(row.sealed())) {
                return count.plus(1, 0, 0);
            }
            byte[] plain = vault.open(column.kind(), row.id(), row.sealed());
            byte[] sealed = vault.seal(column.kind(), row.id(), plain);
            // A row that was changed or deleted meanwhile is left alone: who changes one seals with the newest key.
            int written = database.transact(
                    handle -> handle.createUpdate("update %s set %s = :sealed where id = :id and %s = :old"
                                    .formatted(column.table(), column.name(), column.name()))
                            .bind("sealed", sealed)
                            .bind("id", row.id())
                            .bind("old", row.sealed())
                            .execute());
            return count.plus(1 - written, written, 0);
        } catch (Unreadable e) {
            return count.plus(0, 0, 1);
        }
    }

    private List<Row> next(Column column, UUID after) {
        return database.read(handle -> handle.createQuery(
                        "select id, %s from %s where id > :after and %s is not null order by id limit %d"
                                .formatted(column.name(), column.table(), column.name(), ROWS))
                .bind("after", after)
                .map((row, context) -> new Row(row.getObject(1, UUID.class), row.getBytes(2)))
                .list());
    }
}
