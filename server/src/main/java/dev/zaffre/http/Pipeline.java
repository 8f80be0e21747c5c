package dev.zaffre.http;

import dev.zaffre.base.Ids;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The walk of one request: route, credential, body, handler, answer. Every failure ends in the one error body. */
final class Pipeline implements Handler, DirectHandler {
    private static final Header JSON = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");
    private static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");
    private static final Header NO_SNIFFING =
            HeaderValues.createCached(HeaderNames.X_CONTENT_TYPE_OPTIONS_NAME, "nosniff");
    private static final int MAX_REQUEST_ID = 128;

    private final Router router;
    private final Authenticator authenticator;
    private final HttpOptions options;
    private final Cors cors;
    private final Timings timings;
    private final Streams streams;

    Pipeline(Router router, Authenticator authenticator, HttpOptions options, Timings timings, Streams streams) {
        this.router = router;
        this.authenticator = authenticator;
        this.options = options;
        this.cors = new Cors(options.origins());
        this.timings = timings;
        this.streams = streams;
    }

    /** What is known of a request before its body is read. */
    private record Head(String method, String path, Map<String, String> headers, String id) {}

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        long start = System.nanoTime();
        WatchedConnection connection = WatchedConnection.CURRENT.get();
        Head head = head(
                request.prologue().method().text(), request.prologue().uriPath().rawPath(), request.headers());
        Answer answer = new Answer();
        try {
            answer.response = answer(head, request, connection, answer);
        } catch (CloseConnectionException gone) {
            throw gone;
        } catch (Throwable failure) {
            answer.response = failed(head, failure, answer);
        }
        timings.record(answer.endpoint, answer.response.status(), System.nanoTime() - start);
        if (answer.leavesBody) {
            connection.lingerBeforeClose();
        }
        connection.writeAnswer();
        send(head, answer, response);
        if (answer.response.stream() != null && !head.method.equals("HEAD")) {
            stream(head, answer, response, connection);
        }
        if (answer.leavesBody || asksToClose(head)) {
            // The server library only says so in the answer, and would wait for the caller to close.
            throw new CloseConnectionException("That was the last answer");
        }
        connection.waitForRequest();
    }

    private static boolean asksToClose(Head head) {
        String connection = head.headers.get("connection");
        return connection != null && connection.toLowerCase(Locale.ROOT).contains("close");
    }

    /** Collected on the way, since a failure may happen after it is known. */
    private static final class Answer {
        Router.@Nullable Endpoint endpoint;

        @Nullable
        Caller caller;

        Response response = new Response(500, "application/json", Map.of(), new byte[0]);
        /** A part of the body was not read: the connection cannot be used again. */
        boolean leavesBody;
    }

    private Response answer(Head head, ServerRequest request, WatchedConnection connection, Answer answer) {
        answer.leavesBody = request.content().hasEntity();
        if (head.method.equals("OPTIONS")) {
            return preflight(head);
        }
        Router.Match.Found found = route(head);
        answer.endpoint = found.endpoint();
        Route route = found.endpoint().route();
        Caller caller = authenticate(route, head);
        answer.caller = caller;
        byte[] body = new byte[0];
        if (answer.leavesBody) {
            connection.readBody();
            body = Bodies.read(request.content(), head.headers, options.maxBody());
            connection.bodyIsRead();
            answer.leavesBody = false;
        }
        String path = head.path.indexOf('%') < 0 ? head.path : UriText.decode(head.path, false);
        Map<String, String> query = UriText.query(request.prologue().query().rawValue());
        Request asked = new Request(head.method, path, found.values(), query, head.headers, body, caller, head.id);
        Response response = route.handler().handle(asked);
        // What a person may see must not be found again in the browser by the next one.
        boolean person = caller != null && caller.user() != null;
        return person && !response.headers().containsKey("Cache-Control")
                ? response.withHeader("Cache-Control", "no-store")
                : response;
    }

    private Response preflight(Head head) {
        Response answer = Response.json(dev.zaffre.base.Json.object());
        if (!Cors.isPreflight(head.method, head.headers)) {
            return switch (router.match(head.method, head.path)) {
                case Router.Match.Nothing nothing -> throw noSuchPath(head);
                case Router.Match.OtherMethods other -> answer.withHeader("Allow", String.join(", ", other.allowed()));
                case Router.Match.Found found -> answer;
            };
        }
        return answer.withHeader("Access-Control-Allow-Methods", Cors.METHODS)
                .withHeader("Access-Control-Allow-Headers", Cors.HEADERS)
                .withHeader("Access-Control-Max-Age", "600");
    }

    private Router.Match.Found route(Head head) {
        return switch (router.match(head.method, head.path)) {
            case Router.Match.Found found -> found;
            case Router.Match.Nothing nothing -> throw noSuchPath(head);
            case Router.Match.OtherMethods other -> throw wrongMethod(head, String.join(", ", other.allowed()));
        };
    }

    private static ApiError wrongMethod(Head head, String allowed) {
        return ApiError.of(
                        405,
                        "METHOD_NOT_ALLOWED",
                        "METHOD_NOT_ALLOWED",
                        head.method + " is not possible here, only " + allowed)
                .withHeader("Allow", allowed);
    }

    private static ApiError noSuchPath(Head head) {
        return ApiError.notFound(
                "RESOURCE_NOT_FOUND",
                "There is no " + Failures.printable(head.path) + " here; GET /openapi.yaml lists every path");
    }

    private @Nullable Caller authenticate(Route route, Head head) {
        Map<String, String> headers = head.headers;
        boolean backend = headers.containsKey("x-api-key") || headers.containsKey("authorization");
        if (route.access().admitsUsers() && !backend && SignedIn.cookie(headers).isPresent()) {
            return options.signedIn().caller(route, head.method, headers);
        }
        return switch (route.access()) {
            case PUBLIC -> null;
            case KEY -> byKey(headers).orElseThrow(Pipeline::noKey);
            case SESSION -> bySession(headers);
            case KEY_OR_SESSION -> {
                if (headers.containsKey("x-api-key")) {
                    yield byKey(headers).orElseThrow(Pipeline::noKey);
                }
                if (headers.containsKey("authorization")) {
                    yield bySession(headers);
                }
                throw noKey();
            }
            case USER, USER_ANYWHERE -> options.signedIn().caller(route, head.method, headers);
        };
    }

    private Optional<Caller> byKey(Map<String, String> headers) {
        String key = headers.get("x-api-key");
        return key == null || key.isBlank() ? Optional.empty() : authenticator.byApiKey(key.strip());
    }

    private Caller bySession(Map<String, String> headers) {
        String value = headers.getOrDefault("authorization", "").strip();
        if (value.isEmpty()) {
            throw ApiError.unauthorized("INVALID_TOKEN", "Authorization Token Missing");
        }
        String scheme = "bearer ";
        boolean bearer = value.regionMatches(true, 0, scheme, 0, scheme.length());
        Caller caller = Optional.of(bearer ? value.substring(scheme.length()).strip() : "")
                .filter(token -> !token.isEmpty())
                .flatMap(authenticator::bySessionToken)
                .orElseThrow(() -> ApiError.unauthorized("INVALID_TOKEN", "Invalid token"));
        cors.require(caller, headers);
        return caller;
    }

    private static ApiError noKey() {
        return ApiError.unauthorized("SERVER_ERROR", "Invalid Credentials");
    }

    private Response failed(Head head, Throwable failure, Answer answer) {
        if (failure instanceof RequestException broken) {
            answer.leavesBody = true;
            return Bodies.broken(broken, options.maxBody()).toResponse(head.id);
        }
        return Failures.answer(failure, head.method, head.path, head.id).toResponse(head.id);
    }

    private void send(Head head, Answer answer, ServerResponse out) {
        Response response = answer.response;
        ServerResponseHeaders headers = out.headers();
        response.headers().forEach((name, value) -> headers.set(HeaderNames.create(name), Failures.printable(value)));
        decorate(head, headers, response.contentType());
        if (answer.leavesBody) {
            headers.set(HeaderValues.CONNECTION_CLOSE);
        }
        out.status(Status.create(response.status()));
        if (head.method.equals("HEAD")) {
            headers.contentLength(response.body().length);
            out.send(new byte[0]);
        } else if (response.stream() == null) {
            out.send(response.body());
        }
    }

    private void stream(Head head, Answer answer, ServerResponse out, WatchedConnection connection) {
        Stream stream = Objects.requireNonNull(answer.response.stream());
        if (!streams.write(answer.response.body(), stream, out, connection, () -> isStillTheSame(head, answer))) {
            throw new CloseConnectionException("The stream was cut");
        }
    }

    /** A key may be revoked, a user lose a role, while a stream that they opened goes on. */
    private boolean isStillTheSame(Head head, Answer answer) {
        Route route = Objects.requireNonNull(answer.endpoint).route();
        try {
            return Objects.equals(answer.caller, authenticate(route, head));
        } catch (RuntimeException refused) {
            return false;
        }
    }

    private void decorate(Head head, ServerResponseHeaders headers, String contentType) {
        if (contentType.equals("application/json")) {
            headers.set(JSON);
        } else {
            headers.set(HeaderNames.CONTENT_TYPE, contentType);
        }
        headers.set(REQUEST_ID, head.id);
        headers.set(NO_SNIFFING);
        String origin = head.headers.get("origin");
        if (origin == null) {
            return;
        }
        String allowed = cors.allowed(origin);
        if (!allowed.isEmpty()) {
            headers.set(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
            headers.set(HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, Cors.EXPOSED);
        }
        if (cors.variesByOrigin()) {
            headers.set(HeaderNames.VARY, "Origin");
        }
    }

    private static Head head(String method, String path, Iterable<Header> sent) {
        Map<String, String> headers = HashMap.newHashMap(16);
        boolean lost = false;
        for (Header header : sent) {
            String value = header.get();
            lost |= value.indexOf(HeaderText.LOST) >= 0;
            headers.putIfAbsent(header.headerName().lowerCase(), value);
        }
        if (lost && WatchedConnection.CURRENT.isBound()) {
            HeaderText.restore(headers, WatchedConnection.CURRENT.get().head());
        }
        return new Head(method, path, headers, requestId(headers.get("x-request-id")));
    }

    /** Taken from the caller when it can be written into headers, logs and JSON as it is. */
    private static String requestId(@Nullable String given) {
        if (given == null || given.isEmpty() || given.length() > MAX_REQUEST_ID) {
            return Ids.next().toString();
        }
        for (int index = 0; index < given.length(); index++) {
            char character = given.charAt(index);
            boolean safe = (character >= 'a' && character <= 'z')
                    || (character >= 'A' && character <= 'Z')
                    || (character >= '0' && character <= '9')
                    || "-_.:/+=@,~".indexOf(character) >= 0;
            if (!safe) {
                return Ids.next().toString();
            }
        }
        return given;
    }

    /** What the server library refuses by itself, before or instead of {@link #handle}: same checks as far as possible, same body. */
    @Override
    public TransportResponse handle(
            TransportRequest request, EventType event, Status status, ServerResponseHeaders headers, String message) {
        Head head = head(request.method(), request.path(), request.headers());
        Response response = refusal(head, event, status, message);
        timings.record(null, response.status(), 0);
        if (WatchedConnection.CURRENT.isBound()) {
            WatchedConnection.CURRENT.get().lingerBeforeClose();
        }
        response.headers().forEach((name, value) -> headers.set(HeaderNames.create(name), value));
        decorate(head, headers, response.contentType());
        return TransportResponse.builder()
                .status(Status.create(response.status()))
                .headers(headers)
                .keepAlive(false)
                .entity(response.body())
                .build();
    }

    private Response refusal(Head head, EventType event, Status status, @Nullable String message) {
        try {
            if (status.code() == 413) {
                // A body whose announced length is too long never reaches a handler; path and credential still count
                // first.
                authenticate(route(head).endpoint().route(), head);
                throw Bodies.tooLarge(options.maxBody());
            }
            throw Bodies.refused(event == EventType.INTERNAL_ERROR ? 500 : status.code(), message);
        } catch (RuntimeException failure) {
            return Failures.answer(failure, head.method, head.path, head.id).toResponse(head.id);
        }
    }
}
