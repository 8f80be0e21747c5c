package dev.zaffre.connection;

import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/** An app may repeat a credential in its answer; it goes no further. */
final class Redaction {
    private Redaction() {}

    static String of(OutboundRequest request, String text) {
        String safe = text;
        // Longest first: a short one may be a part of a longer one.
        for (String secret : request.secrets().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList()) {
            safe = safe.replace(secret, "***");
        }
        return safe;
    }

    static Exchange.Answer of(OutboundRequest request, Exchange.Answer answer) {
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        String safe = of(request, text);
        return safe.equals(text)
                ? answer
                : new Exchange.Answer(
                        answer.status(), answer.headers(), safe.getBytes(StandardCharsets.UTF_8), answer.truncated());
    }
}
