package dev.zaffre.delivery;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where calls may go: http and https, to public addresses, ports 80, 443 and from 1024 on, no user name in the URL.
 *
 * <p>It is asked twice: {@link #refusal} for the URL as written, before every call; {@link #resolve} for the addresses of its host,
 * by whoever connects, who must connect to exactly those: there is no moment between check and use. When one address of a name is
 * not public, the whole name is refused.
 */
public final class EgressPolicy {
    /** So that one host with many dead addresses cannot use up the time of a call. */
    private static final int MAX_ADDRESSES = 3;

    /** Text that some resolver somewhere reads as a number: an address in a form that people and checks overlook. */
    private static final Pattern NUMERIC = Pattern.compile("(0x[0-9a-f]*|[0-9]+)(\\.(0x[0-9a-f]*|[0-9]+))*");

    private static final Pattern DOTTED =
            Pattern.compile("(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})");
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    private final boolean allowLoopback;
    private final Resolver resolver;

    /** Looks names up. The operating system's resolver in production, a script in tests. */
    @FunctionalInterface
    public interface Resolver {
        InetAddress[] addressesOf(String host) throws UnknownHostException;
    }

    /** The name has an address that is not public. */
    public static final class Refused extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** @param allowLoopback 127.0.0.0/8 and ::1 may be called too: for the sandbox and for tests; nothing else that is private */
    public EgressPolicy(boolean allowLoopback) {
        this(allowLoopback, InetAddress::getAllByName);
    }

    public EgressPolicy(boolean allowLoopback, Resolver resolver) {
        this.allowLoopback = allowLoopback;
        this.resolver = resolver;
    }

    /** Why this URL may not be called, as far as its text tells; empty when it may. */
    public Optional<String> refusal(URI url) {
        String scheme = url.getScheme();
        if (!"https".equalsIgnoreCase(scheme) && !"http".equalsIgnoreCase(scheme)) {
            return Optional.of("only http and https addresses may be called");
        }
        String authority = url.getRawAuthority();
        if (url.getHost() == null || authority == null) {
            return Optional.of("the URL has no valid host name");
        }
        if (authority.indexOf('@') >= 0) {
            return Optional.of("a URL with a user name or password in it may not be called");
        }
        int port = url.getPort();
        if (port != -1 && port != 80 && port != 443 && (port < FIRST_UNPRIVILEGED_PORT || port > 65_535)) {
            return Optional.of("only the ports 80, 443 and those from 1024 on may be called");
        }
        return refusalOfHost(url.getHost().toLowerCase(Locale.ROOT));
    }

    private Optional<String> refusalOfHost(String host) {
        if (host.startsWith("[")) {
            return refusalOfLiteral6(host);
        }
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (NUMERIC.matcher(name).matches()) {
            // Only the plain form: decimal, octal, hexadecimal and shortened ones are read differently by different
            // libraries.
            return name.length() == host.length() && DOTTED.matcher(name).matches()
                    ? refusalOfLiteral(name)
                    : Optional.of("the host is an address in an unusual form");
        }
        if (!NAME.matcher(name).matches() || name.length() > 253) {
            return Optional.of("the URL has no valid host name");
        }
        if (!allowLoopback && (name.equals("localhost") || name.endsWith(".localhost"))) {
            return Optional.of(NOT_PUBLIC);
        }
        return Optional.empty();
    }

    private Optional<String> refusalOfLiteral6(String host) {
        if (host.indexOf('%') >= 0 || host.indexOf('.') >= 0) {
            return Optional.of("the host is an address in an unusual form");
        }
        return refusalOfLiteral(host.substring(1, host.length() - 1));
    }

    private Optional<String> refusalOfLiteral(String literal) {
        try {
            return isAllowed(InetAddress.ofLiteral(literal)) ? Optional.empty() : Optional.of(NOT_PUBLIC);
        } catch (IllegalArgumentException e) {
            return Optional.of("the URL has no valid host name");
        }
    }

    private static final String NOT_PUBLIC = "the host has an address that is not public";

    /**
     * The addresses to connect to, at most three. The caller must use these and not ask again.
     *
     * @param host as in the URL
     * @throws Refused when any address of it is not public
     */
    List<InetAddress> resolve(String host) throws UnknownHostException {
        List<InetAddress> addresses = List.of(resolver.addressesOf(host));
        if (addresses.isEmpty()) {
            throw new UnknownHostException(host);
        }
        for (InetAddress address : addresses) {
            if (!isAllowed(address)) {
                throw new Refused(NOT_PUBLIC);
            }
        }
        return addresses.subList(0, Math.min(MAX_ADDRESSES, addresses.size()));
    }

    private boolean isAllowed(InetAddress address) {
        return PublicAddresses.contains(address) || (allowLoopback && address.isLoopbackAddress());
    }
}
