package dev.zaffre.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** What becomes of deliveries, as figures for {@code /metrics}; all of them are there, as zeros, from the start. */
final class WebhookMeters {
    private final Counter delivered;
    private final Counter retrying;
    private final Counter failed;
    private final Counter cancelled;
    private final Counter disabled;
    private final AtomicLong waiting = new AtomicLong();

    WebhookMeters(MeterRegistry registry) {
        this.delivered = deliveries(registry, "delivered");
        this.retrying = deliveries(registry, "retrying");
        this.failed = deliveries(registry, "failed");
        this.cancelled = deliveries(registry, "cancelled");
        this.disabled = Counter.builder("zaffre.webhooks.disabled")
                .description("Webhooks that the server switched off because nothing got through")
                .register(registry);
        Gauge.builder("zaffre.webhook.deliveries.waiting", waiting, AtomicLong::get)
                .description("Deliveries that are to be made or tried again, of all processes; counted up to 100,000")
                .register(registry);
    }

    private static Counter deliveries(MeterRegistry registry, String outcome) {
        return Counter.builder("zaffre.webhook.deliveries")
                .description(
                        "What became of attempts (delivered, retrying, failed) and of what was called off (cancelled)")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** @param status of the delivery after an attempt */
    void attempted(String status) {
        Counter counter = switch (status) {
            case "DELIVERED" -> delivered;
            case "PENDING" -> retrying;
            case "CANCELLED" -> cancelled;
            default -> failed;
        };
        counter.increment();
    }

    void cancelled(int deliveries) {
        cancelled.increment(deliveries);
    }

    void disabled() {
        disabled.increment();
    }

    void waiting(long deliveries) {
        waiting.set(deliveries);
    }
}
