package dev.zaffre.webhook;

import dev.zaffre.base.Clock;
import dev.zaffre.base.Json;
import dev.zaffre.db.Database;
import dev.zaffre.delivery.CallRecord;
import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.delivery.OutboundRequest;
import dev.zaffre.delivery.Outcome;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends what waits. Every node runs one; what a node was sending when it was killed is sent by another one when the lease is over. A
 * receiver may get a message twice, and messages in any order.
 */
public final class WebhookSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);
    /** Calls at once. */
    private static final int PLACES = 64;
    /** Calls at once to one webhook, twice that in the worst case: a slow receiver must not take all places. */
    private static final int PLACES_EACH = 8;

    private static final long POLL_MILLIS = 500;
    private static final Duration CLEAN_EVERY = Duration.ofMinutes(1);
    private static final Duration COUNT_EVERY = Duration.ofSeconds(5);
    /** Longest body of an answer that is kept, in characters. */
    private static final int KEPT = 4096;

    private final Database database;
    private final Clock clock;
    private final OutboundHttp http;
    private final Webhooks webhooks;
    private final Duration lease;
    private final Semaphore places = new Semaphore(PLACES);
    private final Semaphore wake = new Semaphore(0);
    private final Map<UUID, Integer> underWay = new ConcurrentHashMap<>();
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread loop;
    private volatile boolean closed;

    /** @param longestCall after which a call has ended, whatever its receiver does */
    public WebhookSender(Database database, Clock clock, OutboundHttp http, Webhooks webhooks, Duration longestCall) {
        this.database = database;
        this.clock = clock;
        this.http = http;
        this.webhooks = webhooks;
        this.lease = longestCall.multipliedBy(2).plusSeconds(30);
        webhooks.onPublished(wake::release);
        this.loop = Thread.ofPlatform().daemon().name("webhooks").start(this::run);
    }

    private void run() {
        long cleaned = System.nanoTime();
        long counted = cleaned - COUNT_EVERY.toNanos();
        while (!closed) {
            try {
                if (claim() == 0) {
                    wake.drainPermits();
                    wake.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS);
                }
                if (System.nanoTime() - counted > COUNT_EVERY.toNanos()) {
                    counted = System.nanoTime();
                    webhooks.deliveries().count();
                }
                if (System.nanoTime() - cleaned > CLEAN_EVERY.toNanos()) {
                    cleaned = System.nanoTime();
                    webhooks.deliveries().cancelOrphans();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("webhook.claim_failed {}", e.toString());
                wake.drainPermits();
                if (!closed) {
                    java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
                }
            }
        }
    }

    private int claim() {
        int free = places.availablePermits();
        if (free == 0) {
            return 0;
        }
        Set<UUID> busy = underWay.entrySet().stream()
                .filter(entry -> entry.getValue() >= PLACES_EACH)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        List<Deliveries.Claimed> claimed = webhooks.deliveries().claim(busy, PLACES_EACH, free, lease);
        for (Deliveries.Claimed delivery : claimed) {
            places.acquireUninterruptibly();
            underWay.merge(delivery.webhook().id(), 1, Integer::sum);
            calls.execute(() -> work(delivery));
        }
        return claimed.size();
    }

    private void work(Deliveries.Claimed delivery) {
        try {
            deliver(delivery);
        } catch (RuntimeException e) {
            // It comes back when its lease is over.
            LOG.warn("webhook.not_recorded delivery={} {}", delivery.id(), e.toString());
        } finally {
            underWay.computeIfPresent(delivery.webhook().id(), (id, count) -> count == 1 ? null : count - 1);
            places.release();
            wake.release();
        }
    }

    private void deliver(Deliveries.Claimed delivery) {
        BodyTemplate.Body body;
        try {
            body = body(delivery);
        } catch (IllegalArgumentException | IllegalStateException | Json.Malformed e) {
            Exchange none = new Exchange(
                    new Outcome.Blocked("the body could not be made: " + e.getMessage()),
                    null,
                    clock.now(),
                    Duration.ZERO);
            record(delivery, none, null, Optional.empty());
            return;
        }
        OutboundRequest request = request(delivery, body);
        Exchange exchange = http.send(request);
        Outcome outcome = exchange.outcome();
        Optional<Instant> next = outcome instanceof Outcome.Delivered
                ? Optional.empty()
                : Retries.next(delivery.attempt(), outcome, clock.now(), ThreadLocalRandom.current()::nextDouble);
        record(delivery, exchange, body.bytes(), next);
    }

    private static BodyTemplate.Body body(Deliveries.Claimed delivery) {
        byte[] made = delivery.body();
        byte[] result = delivery.result();
        JsonNode answer = result == null ? null : Json.parse(result);
        BodyTemplate.Body body =
                BodyTemplate.of(delivery.webhook().settings()).render(delivery.event(), answer, delivery.accountName());
        return made == null ? body : new BodyTemplate.Body(made, body.contentType());
    }

    private OutboundRequest request(Deliveries.Claimed delivery, BodyTemplate.Body body) {
        Target target = delivery.webhook().target();
        List<OutboundRequest.Header> headers = new ArrayList<>();
        if (target.headers().keySet().stream().noneMatch(name -> name.equalsIgnoreCase("content-type"))) {
            headers.add(new OutboundRequest.Header("Content-Type", body.contentType()));
        }
        target.headers().forEach((name, value) -> headers.add(new OutboundRequest.Header(name, value.reveal())));
        headers.addAll(Signature.headers(target, delivery.message(), clock.now(), body.bytes()));
        return new OutboundRequest(
                delivery.webhook().settings().method(),
                URI.create(target.url().reveal()),
                headers,
                body.bytes(),
                target.texts());
    }

    /** @param next when it is tried again; empty: never */
    private void record(
            Deliveries.Claimed delivery, Exchange exchange, byte @Nullable [] body, Optional<Instant> next) {
        Webhook webhook = delivery.webhook();
        boolean arrived = exchange.outcome() instanceof Outcome.Delivered;
        String status = arrived ? "DELIVERED" : next.isPresent() ? "PENDING" : "FAILED";
        String reason = reason(exchange.outcome().hiding(webhook.target().texts()));
        Instant now = clock.now();
        Deliveries.Result result = new Deliveries.Result(
                status,
                next.orElse(now),
                reason,
                tried(delivery, exchange, reason),
                body,
                response(exchange, webhook.target().texts()));
        boolean disabled = database.transact(handle -> {
            // The webhook first, always: two transactions that lock both must not wait in a circle.
            boolean switchedOff = health(handle, webhook, exchange.outcome(), now);
            Deliveries.record(handle, delivery, result)
                    .ifPresent(written ->
                            handle.afterCommit(() -> webhooks.meters().attempted(written)));
            return switchedOff;
        });
        LOG.info(
                "webhook.attempted delivery={} webhook={} attempt={} status={} reason={} took_ms={}",
                delivery.id(),
                webhook.id(),
                delivery.attempt(),
                status,
                reason,
                exchange.took().toMillis());
        if (disabled) {
            LOG.warn(
                    "webhook.disabled webhook={} environment={} host={} reason={}",
                    webhook.id(),
                    webhook.environment(),
                    webhook.target().host(),
                    reason);
            webhooks.meters().disabled();
            webhooks.deliveries().cancelOrphans();
        }
    }

    /** True: the webhook is disabled now, because of this. */
    private boolean health(Handle handle, Webhook webhook, Outcome outcome, Instant now) {
        if (outcome instanceof Outcome.Delivered) {
            WebhookRows.arrived(handle, webhook);
            return false;
        }
        WebhookRows.failed(handle, webhook, now);
        if (Retries.isGone(outcome)) {
            return webhooks.disable(handle, webhook, "the receiver answered 410 Gone", null);
        }
        String reason = "nothing has arrived for " + Retries.DISABLED_AFTER.toDays() + " days";
        return webhooks.disable(handle, webhook, reason, now.minus(Retries.DISABLED_AFTER));
    }

    private static @Nullable String reason(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered it -> null;
            case Outcome.Rejected it -> it.reason().replace("the app", "the receiver");
            case Outcome.Throttled it -> it.reason().replace("the app", "the receiver");
            case Outcome.Unreachable it -> it.reason().replace("the app", "the receiver");
            case Outcome.TimedOut it -> it.reason();
            case Outcome.Blocked it -> it.reason();
            case Outcome.AuthExpired it -> "the receiver answered " + it.status();
        };
    }

    private static ObjectNode tried(Deliveries.Claimed delivery, Exchange exchange, @Nullable String reason) {
        Exchange.Answer answer = exchange.answer();
        return Json.object()
                .put("attempt", delivery.attempt())
                .put("started_at", exchange.startedAt().toString())
                .put("took_ms", exchange.took().toMillis())
                .put("status_code", answer == null ? null : (Integer) answer.status())
                .put("reason", reason);
    }

    private static @Nullable ObjectNode response(Exchange exchange, List<String> secrets) {
        Exchange.Answer answer = exchange.answer();
        if (answer == null) {
            return null;
        }
        ObjectNode response = CallRecord.response(answer, secrets);
        String body = response.path("body").asString("");
        if (!response.path("body").isString()) {
            response.remove("body");
        } else if (body.length() > KEPT) {
            response.put("body", body.substring(0, KEPT)).put("truncated", true);
        }
        return response;
    }

    /** Takes nothing new and lets calls under way end; those that do not are made again by another node. */
    @Override
    public void close() {
        closed = true;
        wake.release();
        try {
            loop.join(TimeUnit.SECONDS.toMillis(5));
            calls.shutdown();
            if (!calls.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn(
                        "webhook.unfinished calls={}: they are made again after their lease",
                        PLACES - places.availablePermits());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
