package dev.zaffre.bench;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

/** A server that is measured with something around each run; whoever started it closes it. */
record Watched(Product product, String name, Around around) implements Target {
    /** What happens around a run. */
    @FunctionalInterface
    interface Around {
        Measurement measure(Supplier<Measurement> run);
    }

    @Override
    public InetSocketAddress address() {
        return product.address();
    }

    @Override
    public List<EventRequest> requests() {
        return product.requests();
    }

    @Override
    public long pid() {
        return product.pid();
    }

    @Override
    public Measurement during(Supplier<Measurement> run) {
        return around.measure(run);
    }

    @Override
    public void close() {}
}
