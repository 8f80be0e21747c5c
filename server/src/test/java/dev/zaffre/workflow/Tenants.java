package dev.zaffre.workflow;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.account.SessionTokens;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import dev.zaffre.testing.TemporaryFolders;
import dev.zaffre.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A company with two environments and linked accounts, and calls of routes as they would make them. */
public final class Tenants {
    private final Database database;
    private final UUID organization = Ids.next();
    private final UUID application = Ids.next();
    private final List<Route> routes = new ArrayList<>();

    public Tenants(Database database) {
        this.database = database;
        database.run(handle -> handle.execute(
                "insert into organization (id, name, application_id) values (?, 'Example', ?)",
                organization,
                application));
    }

    public Tenants serve(List<Route> more) {
        routes.addAll(more);
        return this;
    }

    public static LinkedAccounts accounts(Database database, Changes changes) {
        Vault vault = Vault.inFile(TemporaryFolders.create("zaffre-vault-").resolve("vault.key"));
        SessionTokens tokens = new SessionTokens(database, changes, vault, Clock.system(), Duration.ofHours(24));
        return new LinkedAccounts(database, changes, vault, Clock.system(), tokens);
    }

    /** @param name test or production */
    public Caller environment(String name) {
        UUID id = Ids.next();
        database.run(handle -> handle.execute(
                "insert into environment (id, organization_id, name) values (?, ?, ?)", id, organization, name));
        return new Caller(new EnvironmentId(id), name, organization, application, Ids.next(), null);
    }

    public AccountId account(Caller caller, String name) {
        UUID id = Ids.next();
        database.run(handle -> handle.execute(
                "insert into linked_account (id, environment_id, account_id) values (?, ?, ?)",
                id,
                caller.environment().value(),
                name));
        return new AccountId(id);
    }

    public static Caller session(Caller caller, AccountId account) {
        return new Caller(
                caller.environment(),
                caller.environmentName(),
                caller.organization(),
                caller.application(),
                Ids.next(),
                account);
    }

    public Call as(Caller caller) {
        return new Call(caller, null);
    }

    public record Answer(int status, JsonNode json) {}

    /** Calls of one caller. */
    public final class Call {
        private final Caller caller;
        private final Map<String, String> headers = new HashMap<>();

        private Call(Caller caller, @Nullable String account) {
            this.caller = caller;
            if (account != null) {
                headers.put("linked_account_id", account);
            }
        }

        public Call account(String name) {
            return new Call(caller, name);
        }

        public Call header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        public Answer get(String path) {
            return send("GET", path, "");
        }

        public Answer delete(String path) {
            return send("DELETE", path, "");
        }

        /** @param body JSON with single quotes */
        public Answer post(String path, String body) {
            return send("POST", path, body.replace('\'', '"'));
        }

        /** @param body JSON with single quotes */
        public Answer put(String path, String body) {
            return send("PUT", path, body.replace('\'', '"'));
        }

        /** @param body JSON with single quotes */
        public Answer patch(String path, String body) {
            return send("PATCH", path, body.replace('\'', '"'));
        }

        public Answer send(String method, String target, String body) {
            String path = target.replaceFirst("\\?.*", "");
            Map<String, String> query = new HashMap<>();
            if (target.contains("?")) {
                for (String pair : target.substring(target.indexOf('?') + 1).split("&")) {
                    query.put(pair.replaceFirst("=.*", ""), pair.replaceFirst("[^=]*=", ""));
                }
            }
            Route chosen = null;
            Map<String, String> chosenValues = Map.of();
            for (Route route : routes) {
                Optional<Map<String, String>> values = match(route, method, path);
                // As the real router: a literal segment wins over a variable one.
                if (values.isPresent() && (chosen == null || values.get().size() < chosenValues.size())) {
                    chosen = route;
                    chosenValues = values.get();
                }
            }
            if (chosen == null) {
                throw new AssertionError("No route for " + method + " " + path);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            return call(chosen, new Request(method, path, chosenValues, query, headers, bytes, caller, "request-1"));
        }
    }

    private static Answer call(Route route, Request request) {
        Response response;
        try {
            response = route.handler().handle(request);
        } catch (ApiError e) {
            response = e.toResponse(request.id());
        }
        return new Answer(response.status(), Json.parse(response.body()));
    }

    private static Optional<Map<String, String>> match(Route route, String method, String path) {
        String[] pattern = route.path().split("/");
        String[] segments = path.split("/");
        if (!route.method().equals(method) || pattern.length != segments.length) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i].startsWith("{")) {
                values.put(pattern[i].substring(1, pattern[i].length() - 1), segments[i]);
            } else if (!pattern[i].equals(segments[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }
}
