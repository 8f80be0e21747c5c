package dev.zaffre.user;

import dev.zaffre.base.Json;
import dev.zaffre.http.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A row of {@code console_user}.
 *
 * @param passwordHash null until the first password is set
 * @param linkExpires until when there is an unused link to set the password; null: there is none
 */
record ConsoleUser(
        UUID id,
        UUID organization,
        String email,
        String name,
        Role role,
        @Nullable String passwordHash,
        boolean blocked,
        Instant createdAt,
        @Nullable Instant lastSignInAt,
        @Nullable Instant linkExpires) {
    static ConsoleUser from(ResultSet row) throws SQLException {
        return new ConsoleUser(
                row.getObject("id", UUID.class),
                row.getObject("organization_id", UUID.class),
                row.getString("email"),
                row.getString("name"),
                role(row.getString("role")),
                row.getString("password_hash"),
                row.getBoolean("blocked"),
                row.getTimestamp("created_at").toInstant(),
                instant(row.getTimestamp("last_sign_in_at")),
                instant(row.getTimestamp("link_expires_at")));
    }

    static Role role(String stored) {
        return Role.valueOf(stored);
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    /** As the API shows it: nothing of the password. */
    ObjectNode toJson() {
        return Json.object()
                .put("_id", id.toString())
                .put("email", email)
                .put("name", name)
                .put("role", role.name())
                .put("blocked", blocked)
                .put("has_password", passwordHash != null)
                .put("created_at", createdAt.toString())
                .put("last_sign_in_at", lastSignInAt == null ? null : lastSignInAt.toString())
                .put("link_expires_at", linkExpires == null ? null : linkExpires.toString());
    }
}
