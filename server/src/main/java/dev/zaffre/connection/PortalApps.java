package dev.zaffre.connection;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.AuthScheme;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.catalog.OAuth2;
import dev.zaffre.portal.PortalSettings;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The apps that one customer sees in the portal: those that the company offers and shows and that can be connected as the company has
 * set them up, and whatever is connected already.
 */
final class PortalApps {
    private final Catalog catalog;
    private final Connections connections;
    private final AppSettings settings;

    PortalApps(Catalog catalog, Connections connections, AppSettings settings) {
        this.catalog = catalog;
        this.connections = connections;
        this.settings = settings;
    }

    /** How an app stands with a customer, in the order in which a list shows them. */
    enum State {
        /** All of its connections have ended. */
        EXPIRED,
        CONNECTED,
        /** Nobody need connect it. */
        OPEN,
        NOT_CONNECTED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param ways in which it can be connected; empty for an app that asks for nothing */
    record Seen(App app, List<AuthScheme> ways, List<Connections.Shown> connections) {
        State state() {
            if (!connections.isEmpty()) {
                return connections.stream().anyMatch(Connections.Shown::active) ? State.CONNECTED : State.EXPIRED;
            }
            return app.isOpen() ? State.OPEN : State.NOT_CONNECTED;
        }

        boolean has(String category) {
            return app.categories().stream().anyMatch(category::equalsIgnoreCase);
        }

        boolean matches(String words) {
            String wanted = words.toLowerCase(Locale.ROOT);
            return (app.name() + "\n" + app.slug() + "\n" + app.description())
                    .toLowerCase(Locale.ROOT)
                    .contains(wanted);
        }

        /** What a list shows. */
        ObjectNode summary() {
            ObjectNode json = Json.object()
                    .put("slug", app.slug())
                    .put("name", app.name())
                    .put("description", app.description())
                    .put("icon", app.icon())
                    .put("state", state().word())
                    .put("connections", connections.size());
            ArrayNode categories = json.putArray("categories");
            app.categories().forEach(categories::add);
            return json;
        }

        /** With the ways in, and with each connection. */
        ObjectNode detail() {
            ObjectNode json =
                    summary().put("docs_url", app.docsUrl()).put("multiple_connections", app.allowsMultiple());
            ArrayNode all = json.putArray("ways");
            for (AuthScheme way : ways) {
                boolean browser = way instanceof OAuth2 oauth && oauth.grant() == OAuth2.Grant.AUTHORIZATION_CODE;
                ArrayNode fields = all.addObject()
                        .put("auth_type", way.type())
                        .put("browser", browser)
                        .putArray("fields");
                way.inputs().forEach(input -> fields.add(input.toJson()));
            }
            ArrayNode list = json.putArray("connected_accounts");
            connections.forEach(one -> list.addObject()
                    .put("connection_id", one.id().toString())
                    .put("identifier", one.identifier())
                    .put("auth_type", one.authType())
                    .put("status", one.active() ? "active" : "expired")
                    .put("reason", one.reason())
                    .put("connectedAt", one.createdAt().toString())
                    .put("updatedAt", one.updatedAt().toString()));
            return json;
        }
    }

    /** What the customer sees; first what needs attention, then what is connected, then by name. */
    List<Seen> all(LinkedAccount account, PortalSettings look) {
        Map<String, List<Connections.Shown>> connected =
                connections.of(account.environment(), List.of(account.id())).stream()
                        .collect(Collectors.groupingBy(Connections.Shown::app));
        return catalog.list(account.environment()).stream()
                .map(app -> seen(account, app, connected.getOrDefault(app.slug(), List.of())))
                .filter(seen -> isShown(account, seen, look))
                .sorted(Comparator.comparing(Seen::state)
                        .thenComparing(seen -> seen.app().name(), String.CASE_INSENSITIVE_ORDER))
                .toList();
    }

    /** Empty for an app that the customer does not see. */
    Optional<Seen> one(LinkedAccount account, PortalSettings look, App app) {
        List<Connections.Shown> own = connections.of(account.environment(), List.of(account.id())).stream()
                .filter(connection -> connection.app().equals(app.slug()))
                .toList();
        return Optional.of(seen(account, app, own)).filter(seen -> isShown(account, seen, look));
    }

    private Seen seen(LinkedAccount account, App app, List<Connections.Shown> own) {
        return new Seen(app, settings.of(account.environment(), app.slug()).ways(app), own);
    }

    private boolean isShown(LinkedAccount account, Seen seen, PortalSettings look) {
        App app = seen.app();
        boolean possible = app.isOpen() || !seen.ways().isEmpty();
        return settings.isEnabled(account.environment(), app.slug())
                && (!seen.connections().isEmpty() || (possible && look.shows(app.slug(), app.categories())));
    }

    /** {@code [{name, count}]} by name. */
    static ArrayNode categories(List<Seen> all) {
        Map<String, Integer> counts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.forEach(seen -> seen.app().categories().forEach(name -> counts.merge(name, 1, Integer::sum)));
        ArrayNode list = Json.array();
        counts.forEach((name, count) -> list.addObject().put("name", name).put("count", count));
        return list;
    }
}
