vcl 4.1;

# Varnish in front of nginx: it keeps every page until Stillpress says that it has changed (CDN=varnish:http://this-machine:6081), and goes on
# answering while nginx is away. docs/cdn.md says how the two are put together.

import std;

backend nginx {
    .host = "127.0.0.1";
    .port = "8080";
    .connect_timeout = 2s;
    .first_byte_timeout = 15s;
}

# Who may have it forget something: the machines of the workers.
acl workers {
    "localhost";
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ workers) {
            return (synth(403, "Only workers purge."));
        }
        return (purge);
    }
    # Sessions and streams belong to the web processes.
    if (req.url ~ "^/(admin|api|preview)(/|$)") {
        return (pass);
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # Pages are the same for everybody, whatever is asked behind the question mark or kept in a cookie.
    set req.url = regsub(req.url, "\?.*$", "");
    unset req.http.Cookie;
    return (hash);
}

sub vcl_backend_response {
    if (bereq.url ~ "^/(admin|api|preview)(/|$)" || bereq.uncacheable) {
        return (deliver);
    }
    unset beresp.http.Set-Cookie;
    if (beresp.status == 200 || beresp.status == 301 || beresp.status == 302 || beresp.status == 308 || beresp.status == 410) {
        set beresp.ttl = 365d;
    } elsif (beresp.status < 500) {
        # Not purged by name: nobody knows which addresses were asked for in vain.
        set beresp.ttl = 5s;
    } elsif (bereq.is_bgfetch) {
        return (abandon);
    } else {
        set beresp.ttl = 0s;
        set beresp.uncacheable = true;
    }
    # While nginx is away.
    set beresp.grace = 24h;
    return (deliver);
}

sub vcl_deliver {
    # For whoever wonders where an answer came from.
    set resp.http.X-Cache = "MISS";
    if (obj.hits > 0) {
        set resp.http.X-Cache = "HIT";
    }
}
