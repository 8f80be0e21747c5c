package dev.zaffre.catalog.openapi;

import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.delivery.OutboundRequest;
import dev.zaffre.delivery.Outcome;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A document from an address. One call, under the rules for all calls outward: no redirect is followed. */
public final class Fetched {
    private Fetched() {}

    /** A document that could not be had. */
    public static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean refused;

        Failed(String reason, boolean refused) {
            super(reason, null, false, false);
            this.refused = refused;
        }

        /** The address may not be called at all, or is none. */
        public boolean isRefused() {
            return refused;
        }
    }

    /** The text at the address. */
    public static String text(OutboundHttp http, URI url) throws Failed {
        OutboundRequest request = new OutboundRequest(
                "GET",
                url,
                List.of(new OutboundRequest.Header(
                        "Accept", "application/json, application/yaml, text/yaml, */*;q=0.5")),
                new byte[0],
                List.of());
        Exchange exchange = http.send(request);
        // Neither path nor query is repeated: a token may be in them.
        String from = "The document could not be fetched from " + url.getHost() + ": ";
        Exchange.Answer answer = exchange.answer();
        return switch (exchange.outcome()) {
            case Outcome.Delivered delivered -> {
                if (answer == null || answer.truncated()) {
                    throw new Failed(
                            from + "it is too large; import such a document from a file with ./zaffre connector import",
                            false);
                }
                yield new String(answer.body(), StandardCharsets.UTF_8);
            }
            case Outcome.Blocked blocked -> throw new Failed(from + blocked.reason(), true);
            case Outcome.Unreachable unreachable -> throw new Failed(from + unreachable.reason(), false);
            case Outcome.TimedOut timedOut -> throw new Failed(from + timedOut.reason(), false);
            case Outcome.Rejected rejected -> throw new Failed(from + status(rejected.status()), false);
            case Outcome.AuthExpired expired -> throw new Failed(from + status(expired.status()), false);
            case Outcome.Throttled throttled -> throw new Failed(from + status(throttled.status()), false);
        };
    }

    private static String status(int status) {
        return "it answered " + status + (status / 100 == 3 ? "; give the address that it leads to" : "");
    }

    /** An absolute http or https address. */
    public static URI address(String text) throws Failed {
        try {
            URI url = new URI(text.strip());
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return url;
            }
        } catch (URISyntaxException e) {
            // falls through to the one message
        }
        throw new Failed("'url' must be an http or https address", true);
    }
}
