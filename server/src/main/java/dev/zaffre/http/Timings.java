package dev.zaffre.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** {@code http_server_requests}: one timer per route and class of status, looked up once each. */
final class Timings {
    private static final int CLASSES = 6;
    private final MeterRegistry registry;
    private final List<Router.Endpoint> endpoints;
    /** The row after the last route is for what no route took. */
    private final AtomicReferenceArray<Timer> timers;

    Timings(MeterRegistry registry, List<Router.Endpoint> endpoints) {
        this.registry = registry;
        this.endpoints = endpoints;
        this.timers = new AtomicReferenceArray<>((endpoints.size() + 1) * CLASSES);
    }

    void record(Router.@Nullable Endpoint endpoint, int status, long nanos) {
        int row = endpoint == null ? endpoints.size() : endpoint.number();
        int index = row * CLASSES + Math.min(status / 100, CLASSES - 1);
        Timer timer = timers.get(index);
        if (timer == null) {
            timer = Timer.builder("http.server.requests")
                    .tag("method", endpoint == null ? "-" : endpoint.route().method())
                    .tag("route", endpoint == null ? "-" : endpoint.route().path())
                    .tag("status", status / 100 + "xx")
                    .register(registry);
            timers.set(index, timer);
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }
}
