package dev.zaffre.user;

import dev.zaffre.http.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of {@code console_user} and {@code user_link}. */
final class UserRows {
    private static final String SELECT = """
            select u.id, u.organization_id, u.email, u.name, u.role, u.password_hash, u.blocked, u.created_at,
                u.last_sign_in_at, l.expires_at as link_expires_at
            from console_user u left join user_link l on l.user_id = u.id
            """;

    private UserRows() {}

    static Optional<ConsoleUser> byEmail(Handle handle, String email) {
        return handle.createQuery(SELECT + " where lower(u.email) = lower(:email)")
                .bind("email", email)
                .map((row, context) -> ConsoleUser.from(row))
                .findOne();
    }

    static Optional<ConsoleUser> byId(Handle handle, UUID organization, UUID id) {
        return handle.createQuery(SELECT + " where u.organization_id = :organization and u.id = :id")
                .bind("organization", organization)
                .bind("id", id)
                .map((row, context) -> ConsoleUser.from(row))
                .findOne();
    }

    static List<ConsoleUser> list(Handle handle, UUID organization, int offset, int limit) {
        return handle.createQuery(
                        SELECT + " where u.organization_id = :organization order by u.id offset :offset limit :limit")
                .bind("organization", organization)
                .bind("offset", offset)
                .bind("limit", limit)
                .map((row, context) -> ConsoleUser.from(row))
                .list();
    }

    static List<ConsoleUser> all(Handle handle) {
        return handle.createQuery(SELECT + " order by u.id")
                .map((row, context) -> ConsoleUser.from(row))
                .list();
    }

    static long count(Handle handle, UUID organization) {
        return handle.createQuery("select count(*) from console_user where organization_id = :organization")
                .bind("organization", organization)
                .mapTo(Long.class)
                .one();
    }

    /** False: somebody has that e-mail address. */
    static boolean insert(Handle handle, ConsoleUser user) {
        return handle.createUpdate("""
                                insert into console_user (id, organization_id, email, name, role, created_at)
                                values (:id, :organization, :email, :name, :role, :created)
                                on conflict (lower(email)) do nothing
                                """)
                        .bind("id", user.id())
                        .bind("organization", user.organization())
                        .bind("email", user.email())
                        .bind("name", user.name())
                        .bind("role", user.role().name())
                        .bind("created", user.createdAt())
                        .execute()
                == 1;
    }

    /** Name, role and whether blocked. */
    static void update(Handle handle, ConsoleUser user) {
        handle.createUpdate("update console_user set name = :name, role = :role, blocked = :blocked where id = :id")
                .bind("id", user.id())
                .bind("name", user.name())
                .bind("role", user.role().name())
                .bind("blocked", user.blocked())
                .execute();
    }

    static void setPassword(Handle handle, UUID user, String hash) {
        handle.createUpdate("update console_user set password_hash = :hash where id = :id")
                .bind("id", user)
                .bind("hash", hash)
                .execute();
        handle.createUpdate("delete from user_link where user_id = :id")
                .bind("id", user)
                .execute();
    }

    /** False: somebody else has that e-mail address. */
    static boolean setIdentity(Handle handle, UUID user, String email, String name) {
        return handle.createUpdate("""
                                update console_user set email = :email, name = :name where id = :id and not exists (
                                    select from console_user where lower(email) = lower(:email) and id <> :id)
                                """)
                        .bind("id", user)
                        .bind("email", email)
                        .bind("name", name)
                        .execute()
                == 1;
    }

    static void delete(Handle handle, UUID user) {
        handle.createUpdate("delete from console_user where id = :id")
                .bind("id", user)
                .execute();
    }

    /** Owners who can sign in; nobody else changes them until the transaction ends. */
    static List<UUID> lockOwners(Handle handle, UUID organization) {
        return handle.createQuery("""
                        select id from console_user
                        where organization_id = :organization and role = :owner and not blocked order by id for update
                        """)
                .bind("organization", organization)
                .bind("owner", Role.OWNER.name())
                .mapTo(UUID.class)
                .list();
    }

    /** A new link instead of an older one. */
    static void putLink(Handle handle, UUID user, String token, boolean first, Instant expires) {
        handle.createUpdate("""
                        insert into user_link (user_id, hash, first, expires_at) values (:user, :hash, :first, :expires)
                        on conflict (user_id) do update
                        set hash = :hash, first = user_link.first or :first, expires_at = :expires
                        """)
                .bind("user", user)
                .bind("hash", Tokens.hash(token))
                .bind("first", first)
                .bind("expires", expires)
                .execute();
    }

    /** @param first the user may also choose e-mail address and name */
    record Link(ConsoleUser user, boolean first) {}

    /** Whose unused link that is; nobody else uses it until the transaction ends. */
    static Optional<Link> lockLink(Handle handle, String token, Instant now) {
        return handle.createQuery("""
                        select u.id, u.organization_id, u.email, u.name, u.role, u.password_hash, u.blocked, u.created_at,
                            u.last_sign_in_at, l.expires_at as link_expires_at, l.first
                        from user_link l join console_user u on u.id = l.user_id
                        where l.hash = :hash and l.expires_at > :now and not u.blocked
                        for update
                        """)
                .bind("hash", Tokens.hash(token))
                .bind("now", now)
                .map((row, context) -> new Link(ConsoleUser.from(row), row.getBoolean("first")))
                .findOne();
    }
}
