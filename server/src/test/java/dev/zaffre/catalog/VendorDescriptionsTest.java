package dev.zaffre.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
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
    private static final Path CONNECTORS = Path.of(System.getProperty("try", "../connectors"));
    private static final int LEAST_ACTIONS = 3;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Deque<Prism> RUNNING = new ArrayDeque<>();

    /** Apps whose description has another name, or which have a second one. */
    private static final Map<String, List<String>> NAMED_OTHERWISE = Map.of(
            "segment", List.of("third-party/segment-tracking"),
            "pagerduty", List.of("pagerduty", "pagerduty-events"));

    /**
     * Where a document is known to be wrong, and what is sent to it besides what the vendor takes.
     *
     * @param path of the operation, as the document has it; empty for all
     * @param header sent to the mock only
     * @param member added to the body for the mock only
     */
    private record Fault(String document, String path, String header, String member, String reason) {}

    private static final List<Fault> KNOWN_FAULTS = List.of(
            new Fault("slack", "", "token", "", "requires a header that the vendor does not ask for: Authorization has it"),
            new Fault("pipedrive", "/organizations", "", "title", "requires a member that it does not declare"));

    /** Documents that put operations below one server which the vendor has elsewhere. */
    private static final Map<String, List<String>> FURTHER_BASES =
            Map.of("pipedrive", List.of("/api/v1", "/v1"));

    /** Discord: the mock's made-up answer breaks the document's own pattern of an id, so answers are not held against it. */
    private static final Set<String> ANSWERS_NOT_CHECKED = Set.of("discord");

    /** One request of ours, where the mock plays it. */
    private record Sent(String what, OutboundRequest request, VendorDescription.Operation operation) {}

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
                Files.isDirectory(DESCRIPTIONS), "The vendors' descriptions are not in " + DESCRIPTIONS + ": not compared");
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
        return Prism.start(subject.file(), !ANSWERS_NOT_CHECKED.contains(subject.document()));
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
            List<Sent> sent = new ArrayList<>();
            for (JsonNode example : Json.read(Files.readString(CONNECTORS.resolve(slug).resolve("golden.json")))) {
                OutboundRequest request = request(slug, example);
                String action = example.path("action").asString();
                var operation = description.operation(request.method(), request.url());
                operation.ifPresent(it -> sent.add(
                        new Sent(action + ": " + example.path("what").asString(), request, it)));
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
            HttpResponse<String> answer = whole.send(mock);
            if (answer.statusCode() / 100 != 2) {
                problems.add(sent.what() + " was answered with " + answer.statusCode() + ": " + answer.body() + "\n  "
                        + whole);
                continue;
            }
            for (var required : description.requiredMembers(sent.operation(), whole.contentType())) {
                Optional<Played> less = whole.without(required.path());
                if (less.isPresent() && less.get().send(mock).statusCode() / 100 != 4) {
                    problems.add(sent.what() + " was accepted without " + required + "\n  " + less.get());
                }
            }
            for (String required : description.requiredQuery(sent.operation())) {
                Optional<Played> less = whole.withoutQuery(required);
                if (less.isPresent() && less.get().send(mock).statusCode() / 100 != 4) {
                    problems.add(sent.what() + " was accepted without ?" + required);
                }
            }
        }
        return problems;
    }

    /** As an app's example says. */
    private static OutboundRequest request(String slug, JsonNode example) {
        JsonNode request = example.path("request");
        List<OutboundRequest.Header> headers = new ArrayList<>();
        request.path("headers").properties().forEach(header ->
                headers.add(new OutboundRequest.Header(header.getKey(), header.getValue().asString())));
        String body = request.has("body") ? Json.write(request.path("body")) : request.path("body_text").asString("");
        return new OutboundRequest(request.path("method").asString(), URI.create(request.path("url").asString()), headers,
                body.getBytes(StandardCharsets.UTF_8), List.of());
    }

    /** A request as it goes to the mock: below the document's server, JSON or a form taken apart. */
    private record Played(String method, String path, List<String> query, Map<String, String> headers, String body) {
        static Played of(String document, Sent sent) {
            Map<String, String> headers = new LinkedHashMap<>();
            sent.request().headers().forEach(header -> headers.put(header.name(), header.value()));
            String query = sent.request().url().getRawQuery();
            Played played = new Played(
                    sent.request().method(),
                    sent.operation().path(),
                    query == null ? List.of() : List.of(query.split("&")),
                    headers,
                    new String(sent.request().body(), StandardCharsets.UTF_8));
            for (Fault fault : KNOWN_FAULTS) {
                if (fault.document().equals(document)
                        && (fault.path().isEmpty() || fault.path().equals(played.path()))) {
                    played = played.with(fault);
                }
            }
            return played;
        }

        private Played with(Fault fault) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            String changed = body;
            if (!fault.header().isEmpty()) {
                more.put(fault.header(), "known fault of the document");
            }
            if (!fault.member().isEmpty()) {
                changed = Json.write(
                        ((ObjectNode) Json.read(body)).put(fault.member(), "known fault of the document"));
            }
            return new Played(method, path, query, more, changed);
        }

        String contentType() {
            return headers.getOrDefault("Content-Type", "").replaceFirst(";.*", "");
        }

        private boolean isForm() {
            return contentType().equals("application/x-www-form-urlencoded");
        }

        /** Empty when it is not there. */
        Optional<Played> without(List<String> member) {
            if (isForm()) {
                String name = member.size() == 1 ? member.getFirst() : member.getFirst() + "[" + member.get(1) + "]";
                String rest = Arrays.stream(body.split("&"))
                        .filter(pair -> !named(pair, name))
                        .collect(Collectors.joining("&"));
                return rest.equals(body) ? Optional.empty() : Optional.of(withBody(rest));
            }
            if (!contentType().endsWith("json") || body.isEmpty()) {
                return Optional.empty();
            }
            JsonNode tree = Json.read(body);
            JsonNode holder = member.size() == 1 ? tree : tree.path(member.getFirst());
            JsonNode first = holder.isArray() ? holder.path(0) : holder;
            if (first instanceof ObjectNode object && object.has(member.getLast())) {
                object.remove(member.getLast());
                return Optional.of(withBody(Json.write(tree)));
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
