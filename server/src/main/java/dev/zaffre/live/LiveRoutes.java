package dev.zaffre.live;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.Ids;
import dev.zaffre.execution.ExecutionRoutes;
import dev.zaffre.http.Access;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import dev.zaffre.live.LiveFilter.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v2/public/live}: what happens, as server-sent events. */
final class LiveRoutes {
    private static final byte[] OPENING = Message.bytes("retry: 2000\n\n");

    /** Six hours: whoever wants more comes back, which costs nothing. */
    private static final int LONGEST_SECONDS = 6 * 3600;

    private final Hub hub;
    private final LinkedAccounts accounts;

    LiveRoutes(Hub hub, LinkedAccounts accounts) {
        this.hub = hub;
        this.accounts = accounts;
    }

    public List<Route> routes() {
        return List.of(Route.get("/api/v2/public/live", Access.KEY_OR_SESSION, this::open));
    }

    private Response open(Request request) {
        Caller caller = request.requireCaller();
        LiveFilter filter = filter(request);
        OptionalLong last = last(request);
        Duration atMost = Duration.ofSeconds(seconds(request));
        hub.admit(caller);
        return Response.stream(
                "text/event-stream", OPENING, out -> hub.write(new Listener(caller, filter), last, atMost, out));
    }

    private LiveFilter filter(Request request) {
        UUID execution = id(request, "execution_id");
        return new LiveFilter(
                kinds(request, execution),
                accounts.narrowing(request),
                execution,
                id(request, "workflow_id"),
                request.queryValue("slug").orElse(null),
                ExecutionRoutes.statuses(request),
                ExecutionRoutes.source(request),
                ExecutionRoutes.sync(request),
                request.queryValue("event").orElse(null));
    }

    private static Set<Kind> kinds(Request request, @Nullable UUID execution) {
        boolean session = request.requireCaller().isSession();
        Set<Kind> possible = EnumSet.allOf(Kind.class);
        if (execution == null) {
            possible.remove(Kind.NODE);
        }
        if (session) {
            possible.remove(Kind.FIGURES);
        }
        Optional<String> asked = request.queryValue("events");
        if (asked.isEmpty()) {
            if (execution != null) {
                possible.removeAll(Set.of(Kind.EVENT, Kind.FIGURES));
            }
            return possible;
        }
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (String word : asked.get().split(",", -1)) {
            kinds.add(Arrays.stream(Kind.values())
                    .filter(kind -> kind.text().equals(word.strip()))
                    .filter(possible::contains)
                    .findFirst()
                    .orElseThrow(() -> Members.wrong(
                            "events",
                            "must be some of "
                                    + possible.stream().map(Kind::text).collect(Collectors.joining(", "))
                                    + (execution == null ? "; node needs execution_id" : ""))));
        }
        return kinds;
    }

    private static @Nullable UUID id(Request request, String name) {
        return request.queryValue(name)
                .map(text -> Ids.parse(text).orElseThrow(() -> Members.wrong(name, "must be an id")))
                .orElse(null);
    }

    private static int seconds(Request request) {
        String text = request.queryValue("max_seconds").orElse("" + LONGEST_SECONDS);
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > LONGEST_SECONDS) {
            throw Members.wrong("max_seconds", "must be a whole number from 1 to " + LONGEST_SECONDS);
        }
        return Integer.parseInt(text);
    }

    /** The header that browsers send by themselves when they come back, or the parameter for those who cannot set it. */
    private static OptionalLong last(Request request) {
        Optional<String> text = request.header("last-event-id").or(() -> request.queryValue("last_event_id"));
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text.get().strip()));
        } catch (NumberFormatException e) {
            // Not one of ours: as if it were too old.
            return OptionalLong.of(-1);
        }
    }
}
