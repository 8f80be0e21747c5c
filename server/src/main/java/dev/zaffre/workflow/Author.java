package dev.zaffre.workflow;

import dev.zaffre.http.Caller;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Who changes a workflow, in the words in which others are told of it. */
final class Author {
    private Author() {}

    /** Null when there are no words for it. */
    static @Nullable String of(Handle handle, Caller caller) {
        if (caller.isSession()) {
            return handle.createQuery("""
                            select 'linked account ' || account_id from linked_account
                             where environment_id = :environment and id = :account
                            """)
                    .bind("environment", caller.environment().value())
                    .bind(
                            "account",
                            caller.account() == null ? null : caller.account().value())
                    .mapTo(String.class)
                    .findOne()
                    .orElse(null);
        }
        if (caller.user() != null) {
            return handle.createQuery("select name from console_user where id = :user")
                    .bind("user", caller.user().id())
                    .mapTo(String.class)
                    .findOne()
                    .orElse(null);
        }
        return handle.createQuery("""
                        select 'API key ' || name from api_key where environment_id = :environment and id = :id
                        """)
                .bind("environment", caller.environment().value())
                .bind("id", caller.credential())
                .mapTo(String.class)
                .findOne()
                .orElse(null);
    }
}
