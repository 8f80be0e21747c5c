package dev.zaffre.sandbox;

import dev.zaffre.base.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A small CRM: contacts and deals, each key sees its own. The key is in the header {@code X-Api-Key}. */
final class Crm extends SandboxApp {
    private final Map<String, Map<Integer, ObjectNode>> contacts = new ConcurrentHashMap<>();
    private final Map<String, Map<Integer, ObjectNode>> deals = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger(1000);

    Crm() {
        super("crm");
    }

    @Override
    Outbound answer(Inbound request) {
        String key = request.header("x-api-key");
        if (!keys().accept(key)) {
            return error(401, "invalid_api_key", "The API key is missing, unknown or revoked");
        }
        String path = request.path().substring("/crm".length());
        return switch (request.method() + " " + (path.startsWith("/contacts/") ? "/contacts/*" : path)) {
            case "GET /me" -> Outbound.json(200, Json.object().put("account", key.replaceFirst("-key$", "")));
            case "GET /contacts" -> list(key);
            case "POST /contacts" -> once(request, key, () -> createContact(request, key));
            case "PATCH /contacts/*" -> once(request, key, () -> updateContact(request, key, path));
            case "POST /deals" -> once(request, key, () -> createDeal(request, key));
            default -> error(404, "not_found", "There is no " + request.method() + " " + path);
        };
    }

    private Outbound list(String key) {
        ArrayNode all = Json.array();
        of(contacts, key).values().forEach(all::add);
        return Outbound.json(200, Json.object().set("contacts", all));
    }

    private Outbound createContact(Inbound request, String key) {
        JsonNode body = parse(request);
        List<ObjectNode> problems = problems(body);
        requireText(body, "first_name", problems);
        return problems.isEmpty() ? created(of(contacts, key), (ObjectNode) body) : invalid(problems);
    }

    private Outbound updateContact(Inbound request, String key, String path) {
        JsonNode body = parse(request);
        List<ObjectNode> problems = problems(body);
        if (!problems.isEmpty()) {
            return invalid(problems);
        }
        Map<Integer, ObjectNode> own = of(contacts, key);
        String id = path.substring("/contacts/".length());
        ObjectNode changed = id.matches("[0-9]{1,9}")
                ? own.computeIfPresent(Integer.valueOf(id), (found, old) -> {
                    ObjectNode merged = old.deepCopy();
                    body.properties().forEach(member -> merged.set(member.getKey(), member.getValue()));
                    merged.put("id", found);
                    return merged;
                })
                : null;
        return changed == null ? error(404, "not_found", "There is no contact " + id) : Outbound.json(200, changed);
    }

    private Outbound createDeal(Inbound request, String key) {
        JsonNode body = parse(request);
        List<ObjectNode> problems = problems(body);
        requireText(body, "title", problems);
        JsonNode amount = body.get("amount");
        if (amount != null && !amount.isNumber()) {
            problems.add(problem("amount", "must be a number"));
        }
        return problems.isEmpty() ? created(of(deals, key), (ObjectNode) body) : invalid(problems);
    }

    private Outbound created(Map<Integer, ObjectNode> records, ObjectNode body) {
        int id = number.incrementAndGet();
        ObjectNode stored = Json.object().put("id", id);
        body.properties().forEach(member -> stored.set(member.getKey(), member.getValue()));
        stored.put("id", id).put("created_at", Instant.now().toString());
        records.put(id, stored);
        return Outbound.json(201, stored);
    }

    private static List<ObjectNode> problems(JsonNode body) {
        List<ObjectNode> problems = new ArrayList<>();
        if (!body.isObject()) {
            problems.add(problem("", "the body must be a JSON object"));
        }
        JsonNode email = body.get("email");
        if (email != null
                && !email.isNull()
                && !(email.isString() && email.stringValue().matches("[^@\\s]+@[^@\\s]+"))) {
            problems.add(problem("email", "must be an email address"));
        }
        return problems;
    }

    private static void requireText(JsonNode body, String name, List<ObjectNode> problems) {
        JsonNode value = body.get(name);
        if (value == null || !value.isString() || value.stringValue().isBlank()) {
            problems.add(problem(name, "is required and must be a text"));
        }
    }

    private static ObjectNode problem(String field, String message) {
        return Json.object().put("field", field).put("message", message);
    }

    private static Outbound invalid(List<ObjectNode> problems) {
        ObjectNode error = Json.object().put("code", "invalid").put("message", "The record is not valid");
        error.putArray("errors").addAll(problems);
        return Outbound.json(422, Json.object().set("error", error));
    }

    private static Map<Integer, ObjectNode> of(Map<String, Map<Integer, ObjectNode>> records, String key) {
        return records.computeIfAbsent(key, absent -> new ConcurrentSkipListMap<>());
    }
}
