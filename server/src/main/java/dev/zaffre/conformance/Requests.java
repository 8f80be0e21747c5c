package dev.zaffre.conformance;

import dev.zaffre.base.Json;
import dev.zaffre.catalog.Action;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.AuthScheme;
import dev.zaffre.catalog.Credential;
import dev.zaffre.catalog.FieldSpec;
import dev.zaffre.conformance.Result.Verdict;
import dev.zaffre.delivery.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an app is sent. */
final class Requests {
    private static final int LEAST_WRITES = 3;
    private static final Set<String> READS = Set.of("GET");
    private static final int LONGEST_SHOWN = 600;

    private Requests() {}

    /** A sandbox plays apps for people who try Zaffre; it need not be worth a place in the catalogue. */
    static boolean isSandbox(Subject on) {
        return on.app().categories().contains("Sandbox");
    }

    /** The actions that change something at the app, as far as the method tells. */
    static Set<String> writes(Subject on) {
        Set<String> writes = new java.util.LinkedHashSet<>();
        for (JsonNode action : on.connector().definition().json().path("actions")) {
            if (!READS.contains(action.path("request").path("method").asString(""))) {
                writes.add(action.path("id").asString());
            }
        }
        return writes;
    }

    static Verdict finished(Subject on) {
        return Verdict.of(
                on.connector().unfinished().stream().map(Object::toString).toList());
    }

    static Verdict catalogue(Subject on) {
        if (isSandbox(on)) {
            return Verdict.notApplicable("a sandbox app");
        }
        JsonNode definition = on.connector().definition().json();
        List<String> problems = new ArrayList<>();
        int writes = writes(on).size();
        if (writes < LEAST_WRITES) {
            problems.add("app.yaml has " + writes + " actions that write; the catalogue asks for " + LEAST_WRITES);
        }
        if (!on.app().hasVerification() && !on.app().isOpen()) {
            problems.add("app.yaml has no 'verification': the call that proves a credential when a customer connects");
        }
        for (String member : List.of("icon", "categories", "docs_url")) {
            if (!definition.has(member)) {
                problems.add("app.yaml has no '" + member + "'");
            }
        }
        return Verdict.of(problems);
    }

    static Verdict golden(Subject on) {
        List<String> problems = new ArrayList<>();
        List<String> shown = on.connector().examples().stream()
                .map(Connector.Example::action)
                .toList();
        for (Action action : on.actions()) {
            if (!shown.contains(action.id())) {
                problems.add("golden.json has no example of '" + action.id() + "'");
            }
        }
        for (Connector.Example example : on.connector().examples()) {
            Optional<Action> action = on.app().action(example.action());
            if (action.isEmpty()) {
                problems.add("golden.json has an example of '" + example.action() + "', which app.yaml has not");
                continue;
            }
            try {
                OutboundRequest request =
                        on.app().prepare(action.get(), example.fields(), on.credential(example), Subject.KEY);
                compare(example, request).ifPresent(problem -> problems.add(example + ": " + problem));
            } catch (App.InvalidInput e) {
                problems.add(example + ": " + e.getMessage());
            }
        }
        return Verdict.of(problems);
    }

    /** The first difference, and what the whole request is, to be held against the vendor's documentation. */
    private static Optional<String> compare(Connector.Example example, OutboundRequest request) {
        JsonNode expected = example.json().path("request");
        String body = new String(request.body(), StandardCharsets.UTF_8);
        Map<String, String> headers = new TreeMap<>();
        request.headers().stream()
                .filter(header -> !header.name().equals("User-Agent"))
                .forEach(header -> headers.put(header.name(), header.value()));
        Map<String, String> expectedHeaders = new TreeMap<>();
        expected.path("headers")
                .properties()
                .forEach(header ->
                        expectedHeaders.put(header.getKey(), header.getValue().asString()));
        String expectedBody = expected.has("body")
                ? Json.write(expected.path("body"))
                : expected.path("body_text").asString("");
        return difference("method", request.method(), expected.path("method").asString(""))
                .or(() -> difference(
                        "url", request.url().toString(), expected.path("url").asString("")))
                .or(() -> difference("headers", headers.toString(), expectedHeaders.toString()))
                .or(() -> difference("body", body, expectedBody));
    }

    private static Optional<String> difference(String part, String actual, String expected) {
        return actual.equals(expected)
                ? Optional.empty()
                : Optional.of("the " + part + " is\n    " + shortened(actual) + "\n  but golden.json says\n    "
                        + shortened(expected));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + " ...";
    }

    static Verdict requiredFields(Subject on) {
        List<String> problems = new ArrayList<>();
        int tried = 0;
        for (Action action : on.actions()) {
            Optional<Connector.Example> example = on.example(action);
            for (FieldSpec field : action.fields()) {
                if (!field.required() || field.defaultValue() != null || example.isEmpty()) {
                    continue;
                }
                ObjectNode fields = example.get().fields().deepCopy();
                fields.remove(field.name());
                tried++;
                String said = refusal(on, action, fields, on.credential(example.get()));
                if (said == null) {
                    problems.add("'" + action.id() + "' is sent without its required field '" + field.name() + "'");
                } else if (!said.contains("'" + field.name() + "' is missing")) {
                    problems.add("'" + action.id() + "' without '" + field.name() + "' says: " + said);
                }
            }
        }
        return tried == 0 ? Verdict.notApplicable("no action requires a field") : Verdict.of(problems);
    }

    /** Null when it is not refused. */
    private static @Nullable String refusal(Subject on, Action action, ObjectNode fields, Credential credential) {
        try {
            on.local().prepare(action, fields, credential, Subject.KEY);
            return null;
        } catch (App.InvalidInput e) {
            return String.valueOf(e.getMessage());
        }
    }

    static Verdict placements(Subject on) {
        if (on.app().isOpen()) {
            return Verdict.notApplicable("the app asks for no credential");
        }
        Optional<Connector.Example> example = on.examples().stream().findFirst();
        if (example.isEmpty()) {
            return Verdict.failed("golden.json has no example");
        }
        List<String> problems = new ArrayList<>();
        for (AuthScheme scheme : on.app().schemes()) {
            Credential credential = on.credential(scheme);
            on.played().willAnswer();
            on.http().send(on.prepare(example.get(), credential, Subject.KEY));
            LocalApp.Received received = on.played().received().getFirst();
            scheme.placements().stream()
                    .map(placement -> Placing.problem(placement, on.seen(credential), received))
                    .flatMap(Optional::stream)
                    .map(problem -> scheme.type() + ": " + problem)
                    .forEach(problems::add);
        }
        return Verdict.of(problems);
    }

    static Verdict idempotency(Subject on) {
        Optional<Connector.Example> example = on.examples().stream()
                .filter(it -> writes(on).contains(it.action()))
                .findFirst();
        if (example.isEmpty()) {
            return Verdict.notApplicable("no action writes");
        }
        String header =
                on.connector().definition().json().path("idempotency_header").asString("Idempotency-Key");
        Credential credential = on.credential(example.get());
        on.played().willAnswer(LocalApp.Answer.of(500), LocalApp.Answer.of(200));
        on.http().send(on.prepare(example.get(), credential, Subject.KEY));
        on.http().send(on.prepare(example.get(), credential, Subject.KEY));
        on.http().send(on.prepare(example.get(), credential, "run-2"));
        List<LocalApp.Received> attempts = on.played().received();
        List<String> problems = new ArrayList<>();
        String first = attempts.get(0).header(header);
        if (!Subject.KEY.equals(first)) {
            problems.add("the header " + header + " is " + first + " instead of the run's key");
        }
        if (!Subject.KEY.equals(attempts.get(1).header(header))
                || !attempts.get(0).text().equals(attempts.get(1).text())) {
            problems.add("the second attempt differs from the first");
        }
        if (Subject.KEY.equals(attempts.get(2).header(header))) {
            problems.add("another run has the same key");
        }
        return Verdict.of(problems);
    }

    static Verdict secrets(Subject on) {
        if (on.app().isOpen()) {
            return Verdict.notApplicable("the app asks for no credential");
        }
        Optional<Connector.Example> example = on.examples().stream().findFirst();
        if (example.isEmpty()) {
            return Verdict.failed("golden.json has no example");
        }
        List<String> problems = new ArrayList<>();
        for (AuthScheme scheme : on.app().schemes()) {
            Credential credential = Placing.hardened(scheme, on.credential(scheme));
            List<String> secrets = credential.values().entrySet().stream()
                    .filter(value -> Placing.isSecret(scheme, value.getKey()))
                    .map(value -> value.getValue().reveal())
                    .toList();
            Leaks.of(on, example.get(), credential, secrets).stream()
                    .map(leak -> scheme.type() + ": " + leak)
                    .forEach(problems::add);
        }
        return Verdict.of(problems);
    }
}
