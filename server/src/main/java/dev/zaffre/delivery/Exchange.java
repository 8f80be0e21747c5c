package dev.zaffre.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
        /** The first of this name. Looked for several times in every call: no stream. */
        public Optional<String> header(String name) {
            for (OutboundRequest.Header header : headers) {
                if (header.name().equalsIgnoreCase(name)) {
                    return Optional.of(header.value());
                }
            }
            return Optional.empty();
        }
    }

    public Exchange with(Outcome other) {
        return new Exchange(other, answer, startedAt, took);
    }
}
