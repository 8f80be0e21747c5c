package dev.zaffre.bench;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/** The load generator straight into the sink, with a body that is mapped already: what the tools themselves can do. */
record ToolsAlone(ThirdParty sink) implements Target {
    @Override
    public String name() {
        return "tools alone";
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(sink.url().getHost(), sink.url().getPort());
    }

    @Override
    public List<EventRequest> requests() {
        return List.of(EventRequest.mapped(
                "127.0.0.1:" + sink.url().getPort(), "/crm", Map.of("Authorization", Sink.BEARER + "tools")));
    }

    @Override
    public long pid() {
        return sink.pid();
    }

    @Override
    public void close() {}
}
