package dev.zaffre.http;

/**
 * One row of the route table.
 *
 * @param method upper case
 * @param path segments after a slash; <code>{name}</code> takes one segment
 * @param role the least that a signed-in user must be; says nothing about API keys and session tokens
 */
public record Route(String method, String path, Access access, Role role, Handler handler) {
    /** With the usual role: everybody may read, developers may change. */
    public Route(String method, String path, Access access, Handler handler) {
        this(method, path, access, method.equals("GET") ? Role.VIEWER : Role.DEVELOPER, handler);
    }

    public static Route get(String path, Access access, Handler handler) {
        return new Route("GET", path, access, handler);
    }

    public static Route post(String path, Access access, Handler handler) {
        return new Route("POST", path, access, handler);
    }

    public static Route put(String path, Access access, Handler handler) {
        return new Route("PUT", path, access, handler);
    }

    public static Route patch(String path, Access access, Handler handler) {
        return new Route("PATCH", path, access, handler);
    }

    public static Route delete(String path, Access access, Handler handler) {
        return new Route("DELETE", path, access, handler);
    }

    /** The same route for signed-in users of that role and above. */
    public Route needs(Role least) {
        return new Route(method, path, access, least, handler);
    }
}
