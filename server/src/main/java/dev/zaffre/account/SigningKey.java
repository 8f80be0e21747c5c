package dev.zaffre.account;

import dev.zaffre.db.Database;
import dev.zaffre.vault.Vault;
import java.security.SecureRandom;
import java.util.UUID;

/** The key that signs session tokens: made once, kept in the database, sealed by the vault, the same on every node. */
final class SigningKey {
    private static final String KIND = "signing_key";
    private static final UUID ID = new UUID(0, 1);
    private static final int BYTES = 32;

    private final Database database;
    private final Vault vault;

    SigningKey(Database database, Vault vault) {
        this.database = database;
        this.vault = vault;
    }

    byte[] get() {
        byte[] made = new byte[BYTES];
        new SecureRandom().nextBytes(made);
        byte[] sealed = database.transact(handle -> {
            handle.createUpdate("insert into signing_key (id, sealed) values (:id, :sealed) on conflict do nothing")
                    .bind("id", ID)
                    .bind("sealed", vault.seal(KIND, ID, made))
                    .execute();
            return handle.createQuery("select sealed from signing_key where id = :id")
                    .bind("id", ID)
                    .mapTo(byte[].class)
                    .one();
        });
        return vault.open(KIND, ID, sealed);
    }
}
