package dev.zaffre.e2e;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What every process test sets up: one account, one app that is the receiver, one workflow of two steps for one event. */
final class Story {
    private static final Set<String> OVER = Set.of("COMPLETED", "ERRORED", "STOPPED", "TIMED_OUT", "TERMINATED");

    private Story() {}

    /** @return a client with key and account */
    static Api tell(String base, String apiKey, String receiver) {
        Api api = new Api(base, Map.of("x-api-key", apiKey));
        api.ok("POST", "/api/v2/public/linked-account", "{\"linked_account_id\":\"acme\",\"name\":\"Acme\"}");
        api.defineEvent("Thing Happened", "{\"id\":\"e1\"}");
        api.ok("POST", "/api/v2/public/application", """
                {"slug": "receiver", "name": "Receiver", "description": "Remembers every call.", "auth": {"type": "none"},
                 "base_url": "%s", "idempotency_header": "Idempotency-Key",
                 "actions": [
                   {"id": "first", "name": "First", "description": "The first step.",
                    "fields": [{"name": "id", "label": "Id", "type": "text", "required": true}],
                    "request": {"method": "POST", "path": "/first", "body": {"id": "{{fields.id}}"}}},
                   {"id": "second", "name": "Second", "description": "The second step.",
                    "fields": [{"name": "id", "label": "Id", "type": "text", "required": true}],
                    "request": {"method": "POST", "path": "/second", "body": {"id": "{{fields.id}}"}}}]}
                """.formatted(receiver));
        String id = api.publish("""
                {"name": "Two steps", "slug": "receiver", "autoEnable": true,
                 "trigger": {"type": "event", "event": "Thing Happened"},
                 "nodes": [
                   {"id": "1", "name": "Start", "type": "start"},
                   {"id": "2", "name": "First", "type": "action", "app": "receiver", "action": "first",
                    "fields": {"id": "{{event.id}}"}},
                   {"id": "3", "name": "Second", "type": "action", "app": "receiver", "action": "second",
                    "fields": {"id": "{{event.id}}"}}],
                 "edges": [{"source": "1", "target": "2"}, {"source": "2", "target": "3"}]}
                """);
        Api acme = api.with("linked_account_id", "acme");
        acme.ok("POST", "/api/v2/public/config", "{\"slug\":\"receiver\"}");
        acme.ok("PATCH", "/api/v2/public/slug/receiver/config/acme/workflows/" + id, "{\"enabled\":true}");
        return acme;
    }

    /** How many executions there are in a status; null counts all. */
    static long executions(Api api, String status) {
        String filter = status == null ? "" : "&status=" + status;
        return api.ok("GET", "/api/v2/public/execution?limit=1" + filter, null)
                .path("totalDocs")
                .asLong();
    }

    /** How many executions are not over. */
    static long unfinished(Api api) {
        long over = 0;
        for (String status : OVER) {
            over += executions(api, status);
        }
        return executions(api, null) - over;
    }

    /** For the reader of a failure: the first runs that did not come to a good end, in full. */
    static String notCompleted(Api api) {
        JsonNode page = api.ok(
                "GET",
                "/api/v2/public/execution?limit=3&status=QUEUED,RUNNING,WAITING,ERRORED,STOPPING,STOPPED,TIMED_OUT,TERMINATED",
                null);
        StringBuilder text = new StringBuilder(page.path("totalDocs").asString());
        page.path("docs")
                .forEach(execution -> text.append("\n")
                        .append(api.ok(
                                "GET",
                                "/api/v2/public/execution/"
                                        + execution.path("_id").asString(),
                                null)));
        return text.toString();
    }
}
