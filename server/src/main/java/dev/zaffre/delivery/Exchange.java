package dev.zaffre.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one call.
 *
 * @param answer null when no complete head of an answer came
 */
public record Exchange(Outcome outcome, @Nullable Answer answer, Instant startedAt, Duration took) {
    /**
     * The app's answer: hostile input.
     *
     * @param body at most 1 MiB, decompressed
     * @param truncated the body was longer than what was kept
     */
    public record Answer(int status, List<OutboundRequest.Header> headers, byte[] body, boolean truncated) {
        public java.util.Optional<String> header(String name) {
            return headers.stream()
                    .filter(header -> header.name().equalsIgnoreCase(name))
                    .map(OutboundRequest.Header::value)
                    .findFirst();
        }
    }

    public Exchange with(Outcome other) {
        return new Exchange(other, answer, startedAt, took);
    }
}
