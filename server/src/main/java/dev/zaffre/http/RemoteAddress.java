package dev.zaffre.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Where a request comes from. */
public final class RemoteAddress {
    private RemoteAddress() {}

    /**
     * The address of the caller's machine. A peer in the own network may be a proxy: then it is what that proxy has put last into
     * {@code X-Forwarded-For}, the only entry that a stranger cannot write.
     */
    public static Optional<InetAddress> of(Request request) {
        if (!WatchedConnection.CURRENT.isBound()
                || !(WatchedConnection.CURRENT.get().remotePeer().address() instanceof InetSocketAddress socket)) {
            return Optional.empty();
        }
        InetAddress peer = socket.getAddress();
        boolean near = peer.isLoopbackAddress() || peer.isSiteLocalAddress();
        return Optional.of(
                near
                        ? request.header("x-forwarded-for")
                                .flatMap(RemoteAddress::last)
                                .orElse(peer)
                        : peer);
    }

    private static Optional<InetAddress> last(String forwarded) {
        String text = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
