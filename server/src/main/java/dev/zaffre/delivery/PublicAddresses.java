package dev.zaffre.delivery;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses belong to the public internet. Source: the IANA special-purpose address registries for IPv4 and IPv6
 * (RFC 6890 and its successors); of IPv6 only 2000::/3 is assigned to it, and the parts of it that carry an IPv4 address
 * inside are out, because that address would escape the check.
 */
final class PublicAddresses {
    private static final List<Range> SPECIAL_4 = ranges(
            "0.0.0.0/8", // this network
            "10.0.0.0/8",
            "100.64.0.0/10", // carrier-grade NAT
            "127.0.0.0/8",
            "169.254.0.0/16", // link-local, clouds' metadata
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24", // documentation
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, broadcast
    private static final List<Range> GLOBAL_6 = ranges("2000::/3");
    private static final List<Range> SPECIAL_6 = ranges(
            "2001::/23", // protocol assignments, Teredo among them
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4
            "2620:4f:8000::/48",
            "3fff::/20"); // documentation

    private record Range(byte[] prefix, int bits) {
        boolean contains(byte[] address) {
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) {
                if (address[i] != prefix[i]) {
                    return false;
                }
            }
            int mask = 0xFF00 >> (bits % 8) & 0xFF;
            return mask == 0 || (address[whole] & mask) == (prefix[whole] & mask);
        }
    }

    private PublicAddresses() {}

    static boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet6Address
                ? isIn(GLOBAL_6, bytes) && !isIn(SPECIAL_6, bytes)
                : !isIn(SPECIAL_4, bytes);
    }

    private static boolean isIn(List<Range> ranges, byte[] address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    private static List<Range> ranges(String... texts) {
        return java.util.Arrays.stream(texts)
                .map(text -> {
                    int slash = text.indexOf('/');
                    return new Range(
                            InetAddress.ofLiteral(text.substring(0, slash)).getAddress(),
                            Integer.parseInt(text.substring(slash + 1)));
                })
                .toList();
    }
}
