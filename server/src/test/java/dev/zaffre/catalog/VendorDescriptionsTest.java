package dev.zaffre.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.delivery.OutboundRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The vendors' own descriptions of their APIs against what our actions send: a mock of the description must accept it, and must
 * refuse it when something is missing that the description requires.
 */
class VendorDescriptionsTest {
    private static final Path DESCRIPTIONS = Path.of("../../shared/vendor-openapi");
    private static final Path CONNECTORS = Path.of("../connectors");
    private static final int LEAST_ACTIONS = 3;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Deque<Prism> RUNNING = new ArrayDeque<>();

    /** Apps whose description has another name, or which have a second one. */
    private static final Map<String, List<String>> NAMED_OTHERWISE = Map.of(
            "segment", List.of("third-party/segment-tracking"),
            "pagerduty", List.of("pagerduty", "pagerduty-events"));

    /**
     * What a document wrongly refuses: no reason to fail.
     *
     * @param path of the operation below the document's server, a pattern
     * @param violation what the mock says of it, place and reason, a pattern
     */
    private record Fault(String document, String path, String violation, String reason) {
        boolean explains(String inDocument, String atPath, String said) {
            return document.equals(inDocument) && atPath.matches(path) && said.matches(violation);
        }
    }

    private static final List<Fault> KNOWN_FAULTS = List.of(
            new Fault(
                    "slack",
                    ".*",
                    "(header|query) .*required property 'token'",
                    "a parameter that the vendor has no use for: the token is in Authorization"),
            new Fault(
                    "pipedrive",
                    "/organizations",
                    "body .*required property 'title'",
                    "a member that the document itself does not declare"),
            new Fault(
                    "gmail",
                    ".*/(messages/send|drafts)",
                    "415",
                    "only the types of uploads are listed; the vendor's reference has JSON with 'raw'"),
            new Fault(
                    "google-calendar",
                    ".*/events",
                    "body\\.(start|end)\\.dateTime .*format \"date-time\"",
                    "the vendor asks for no offset where timeZone is given"),
            new Fault(
                    "trello",
                    "/cards.*",
                    "query\\.id(labels|members).*",
                    "the vendor documents ids separated by commas, the document repeats the parameter"),
            new Fault(
                    "twilio",
                    ".*/Messages.json",
                    "body\\.MediaUrl .*must be array",
                    "the vendor repeats the parameter; the mock reads no array from a form"),
            new Fault(
                    "intercom",
                    "/conversations",
                    "body\\.from\\.id .*",
                    "an id must be a UUID, and must have 24 characters"),
            new Fault(
                    "webflow",
                    ".*/items/publish",
                    "body .*exactly one schema in oneOf",
                    "neither alternative requires anything, so both fit"),
            new Fault(
                    "third-party/woocommerce",
                    "/orders.*",
                    "body\\.line_items\\.[0-9]+\\.product_id .*must be string",
                    "the vendor documents a number"),
            new Fault("mixpanel", "/(engage|groups)", "500", "the mock cannot write the answer that it makes up"),
            new Fault(
                    "zoho-crm",
                    "/crm/v8/Notes",
                    "body\\.data\\.0 .*required property '(?!Note_|Parent_Id).*'|body\\.data\\.0\\.Parent_Id\\.module .*'id'",
                    "of a new note it requires what the vendor adds to a stored one"));

    /** Documents that lack OAuth although the vendor has it: what the mock is given besides, and may be given as query parameter. */
    private static final Map<String, OutboundRequest.Header> IN_PLACE_OF_OAUTH = Map.of(
            "gitlab", new OutboundRequest.Header("Private-Token", "test"),
            "mailchimp", new OutboundRequest.Header("Authorization", "Basic dGVzdDp0ZXN0"),
            "zoom", new OutboundRequest.Header("?access_token", "test"));

    /** Documents that put operations below one server which the vendor has elsewhere. */
    private static final Map<String, List<String>> FURTHER_BASES = Map.of("pipedrive", List.of("/api/v1", "/v1"));

    /** Documents whose mock makes up answers that do not fit the document, so that they are not held against it. */
    private static final Map<String, String> ANSWERS_NOT_CHECKED = Map.of(
            "discord", "the pattern of an id",
            "mailchimp", "a member's address",
            "zoho-crm", "one of several schemas must fit, and the made-up answer fits more");

    /** One request of ours, where the mock plays it. */
    private record Sent(String what, boolean oauth, OutboundRequest request, VendorDescription.Operation operation) {}

    /** One document of one app. */
    private record Subject(String slug, String document, Path file, List<Sent> sent) {
        String name() {
            return slug + (document.equals(slug) ? "" : " by " + document);
        }
    }

    @AfterAll
    static void end_the_mocks() {
        RUNNING.forEach(Prism::close);
    }

    @TestFactory
    Stream<DynamicTest> every_vendor_accepts_what_our_actions_send(TestReporter reporter) throws Exception {
        Assumptions.assumeTrue(
                Files.isDirectory(DESCRIPTIONS),
                "The vendors' descriptions are not in " + DESCRIPTIONS + ": not compared");
        Prism.install();
        List<DynamicTest> tests = new ArrayList<>();
        List<Subject> subjects = new ArrayList<>();
        for (String slug : Files.readAllLines(CONNECTORS.resolve("index.txt"))) {
            Set<String> described = new LinkedHashSet<>();
            Set<String> undescribed = new LinkedHashSet<>();
            List<Subject> own = subjects(slug, described, undescribed);
            if (own.isEmpty()) {
                continue;
            }
            subjects.addAll(own);
            undescribed.removeAll(described);
            tests.add(DynamicTest.dynamicTest(slug + " has actions that the description knows", () -> {
                reporter.publishEntry(slug, "not in the description: " + String.join(", ", undescribed));
                assertThat(described)
                        .as("actions of " + slug + " that the description has; it has not " + undescribed)
                        .hasSizeGreaterThanOrEqualTo(LEAST_ACTIONS);
            }));
        }
        return Stream.concat(tests.stream(), played(subjects));
    }

    /** The next document's mock starts while one is asked, so that two run at most. */
    private static Stream<DynamicTest> played(List<Subject> subjects) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < subjects.size(); i++) {
            Subject subject = subjects.get(i);
            Optional<Subject> next = i + 1 < subjects.size() ? Optional.of(subjects.get(i + 1)) : Optional.empty();
            tests.add(DynamicTest.dynamicTest(subject.name(), () -> {
                if (RUNNING.isEmpty()) {
                    RUNNING.add(start(subject));
                }
                if (next.isPresent()) {
                    RUNNING.add(start(next.get()));
                }
                try (Prism prism = RUNNING.remove()) {
                    assertThat(problems(subject, prism.url())).isEmpty();
                }
            }));
        }
        return tests.stream();
    }

    private static Prism start(Subject subject) throws IOException {
        return Prism.start(subject.file(), !ANSWERS_NOT_CHECKED.containsKey(subject.document()));
    }

    private static List<Subject> subjects(String slug, Set<String> described, Set<String> undescribed)
            throws IOException {
        List<Subject> subjects = new ArrayList<>();
        for (String document : NAMED_OTHERWISE.getOrDefault(slug, List.of(slug, "third-party/" + slug))) {
            Path file = DESCRIPTIONS.resolve(document + ".json");
            if (!Files.exists(file)) {
                continue;
            }
            VendorDescription description =
                    new VendorDescription(file, FURTHER_BASES.getOrDefault(document, List.of()));
            Path definition = CONNECTORS.resolve(slug).resolve("app.yaml");
            App app = new DefinitionFile(definition.toString(), Files.readString(definition)).app();
            List<Sent> sent = new ArrayList<>();
            for (JsonNode example :
                    Json.read(Files.readString(CONNECTORS.resolve(slug).resolve("golden.json")))) {
                OutboundRequest request = request(app, example);
                String action = example.path("action").asString();
                var operation = description.operation(
                        request.method(), VendorDescription.asOneSegment(document, request.url()));
                boolean oauth = type(app, example).equals("oauth2");
                operation.ifPresent(it ->
                        sent.add(new Sent(action + ": " + example.path("what").asString(), oauth, request, it)));
                (operation.isPresent() ? described : undescribed).add(action);
            }
            subjects.add(new Subject(slug, document, file, sent));
        }
        return subjects;
    }

    private static List<String> problems(Subject subject, String mock) throws Exception {
        VendorDescription description = new VendorDescription(subject.file(), List.of());
        List<String> problems = new ArrayList<>();
        for (Sent sent : subject.sent()) {
            Played whole = Played.of(subject.document(), sent);
            List<String> refusals = refusals(subject.document(), whole, mock);
            if (!refusals.isEmpty()) {
                problems.add(sent.what() + " was refused: " + refusals + "\n  " + whole);
                continue;
            }
            for (var required : description.requiredMembers(sent.operation(), whole.contentType())) {
                Optional<Played> less = whole.without(required.path());
                if (less.isPresent()
                        && refusals(subject.document(), less.get(), mock).isEmpty()) {
                    problems.add(sent.what() + " was accepted without " + required + "\n  " + less.get());
                }
            }
            for (String required : description.requiredQuery(sent.operation())) {
                Optional<Played> less = whole.withoutQuery(required);
                if (less.isPresent()
                        && refusals(subject.document(), less.get(), mock).isEmpty()) {
                    problems.add(sent.what() + " was accepted without ?" + required);
                }
            }
        }
        return problems;
    }

    /** Why the mock refuses, known faults of its document aside; empty when it does not. */
    private static List<String> refusals(String document, Played played, String mock) throws Exception {
        HttpResponse<String> answer = played.send(mock);
        if (answer.statusCode() / 100 == 2) {
            return List.of();
        }
        return violations(answer).stream()
                .filter(violation ->
                        KNOWN_FAULTS.stream().noneMatch(fault -> fault.explains(document, played.path(), violation)))
                .toList();
    }

    /** Place and reason of each; the status when the mock gives none. */
    private static List<String> violations(HttpResponse<String> answer) {
        String header = answer.headers().firstValue("sl-violations").orElse("");
        JsonNode all = header.startsWith("[")
                ? Json.read(header)
                : answer.body().startsWith("{") ? Json.read(answer.body()).path("validation") : Json.array();
        List<String> violations = new ArrayList<>();
        for (JsonNode violation : all) {
            List<String> place = new ArrayList<>();
            violation.path("location").forEach(part -> place.add(part.asString()));
            String where = String.join(".", place).replaceFirst("^request\\.", "");
            if (!where.startsWith("response")) {
                violations.add(where + " " + violation.path("message").asString());
            }
        }
        return violations.isEmpty() ? List.of(Integer.toString(answer.statusCode())) : violations;
    }

    private static String type(App app, JsonNode example) {
        return example.path("auth_type").asString(app.auth().type());
    }

    private static OutboundRequest request(App app, JsonNode example) {
        Map<String, Secret> credential = new LinkedHashMap<>();
        example.path("credential")
                .properties()
                .forEach(value -> credential.put(
                        value.getKey(), new Secret(value.getValue().asString())));
        return app.prepare(
                app.action(example.path("action").asString()).orElseThrow(),
                (ObjectNode) example.path("fields"),
                new Credential(type(app, example), credential),
                "run-1");
    }

    /** A request as it goes to the mock: below the document's server, JSON or a form taken apart. */
    private record Played(String method, String path, List<String> query, Map<String, String> headers, String body) {
        static Played of(String document, Sent sent) {
            Map<String, String> headers = new LinkedHashMap<>();
            sent.request().headers().forEach(header -> headers.put(header.name(), header.value()));
            // Whatever the vendor answers with, the mock may answer what it can.
            headers.put("Accept", "application/json, */*;q=0.5");
            if (sent.operation().isOpen()) {
                // The mock takes any credential for a wrong one where none is asked for.
                headers.remove("Authorization");
            }
            String asked = sent.request().url().getRawQuery();
            List<String> query = new ArrayList<>(asked == null ? List.of() : List.of(asked.split("&")));
            OutboundRequest.Header instead = sent.oauth() ? IN_PLACE_OF_OAUTH.get(document) : null;
            if (instead != null && instead.name().startsWith("?")) {
                query.add(instead.name().substring(1) + "=" + instead.value());
            } else if (instead != null) {
                headers.put(instead.name(), instead.value());
            }
            return new Played(
                    sent.request().method(),
                    sent.operation().path(),
                    query,
                    headers,
                    new String(sent.request().body(), StandardCharsets.UTF_8));
        }

        String contentType() {
            return headers.getOrDefault("Content-Type", "").replaceFirst(";.*", "");
        }

        private boolean isForm() {
            return contentType().equals("application/x-www-form-urlencoded");
        }

        /** Empty when it is not there, or all that there is: a form without anything is no body, and may be left out. */
        Optional<Played> without(List<String> member) {
            if (isForm() && body.contains("&")) {
                String name = member.size() == 1 ? member.getFirst() : member.getFirst() + "[" + member.get(1) + "]";
                String rest = Arrays.stream(body.split("&"))
                        .filter(pair -> !named(pair, name))
                        .collect(Collectors.joining("&"));
                return rest.equals(body) ? Optional.empty() : Optional.of(withBody(rest));
            }
            if (!contentType().endsWith("json") || body.isEmpty()) {
                return Optional.empty();
            }
            JsonNode whole = Json.read(body);
            JsonNode tree = whole.isArray() ? whole.path(0) : whole;
            JsonNode holder = member.size() == 1 ? tree : tree.path(member.getFirst());
            JsonNode first = holder.isArray() ? holder.path(0) : holder;
            if (first instanceof ObjectNode object && object.has(member.getLast())) {
                object.remove(member.getLast());
                return Optional.of(withBody(Json.write(whole)));
            }
            return Optional.empty();
        }

        Optional<Played> withoutQuery(String name) {
            List<String> rest =
                    query.stream().filter(pair -> !named(pair, name)).toList();
            return rest.size() == query.size()
                    ? Optional.empty()
                    : Optional.of(new Played(method, path, rest, headers, body));
        }

        /** The pair itself, or one of an array or an object of that name. */
        private static boolean named(String pair, String name) {
            String of = java.net.URLDecoder.decode(pair.replaceFirst("=.*", ""), StandardCharsets.UTF_8);
            return of.equals(name) || of.startsWith(name + "[");
        }

        private Played withBody(String other) {
            return new Played(method, path, query, headers, other);
        }

        HttpResponse<String> send(String mock) throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(mock + path + (query.isEmpty() ? "" : "?" + String.join("&", query))))
                    .method(
                            method,
                            body.isEmpty()
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body));
            headers.forEach(request::header);
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }

        @Override
        public String toString() {
            return method + " " + path + " " + query + " " + body;
        }
    }
}
