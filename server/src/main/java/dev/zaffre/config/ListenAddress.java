package dev.zaffre.config;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;

/** Where the server is to listen. */
public final class ListenAddress {
    private ListenAddress() {}

    /**
     * Looks before anything is started, so that a port which is taken costs no database start and says so in one line. Whoever
     * takes the port in between is met when the server binds it.
     *
     * @throws InvalidSetting when nothing can listen there now: another program does, or the host is not one of this machine
     */
    public static void check(Settings.Server server) {
        InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
        if (address.isUnresolved()) {
            throw new InvalidSetting(
                    "The host " + server.host() + " is not known. Set server.host to one of this machine.");
        }
        try (ServerSocket socket = new ServerSocket()) {
            // As the server does: connections of a server that has just ended are no obstacle.
            socket.setReuseAddress(true);
            socket.bind(address);
        } catch (IOException e) {
            throw new InvalidSetting(
                    "Nothing can listen on " + server.host() + ":" + server.port() + ": " + e.getMessage()
                            + ". Stop what listens there, or choose another with --port (server.port, server.host).");
        }
    }

    /**
     * The address to reach it at, without a slash at the end.
     *
     * @param host a name or an address; one of IPv6 is put between brackets (RFC 3986, 3.2.2)
     */
    public static URI url(String host, int port) {
        try {
            return new URI("http", null, host, port, null, null, null);
        } catch (URISyntaxException e) {
            throw new InvalidSetting("server.host is '" + host + "', which is no name or address of a host");
        }
    }

    /** How others reach it: what was set, else the address that it listens on. Without a slash at the end. */
    public static String publicUrl(Settings.Server server, int port) {
        return server.publicUrl().isEmpty() ? url(server.host(), port).toString() : server.publicUrl();
    }
}
