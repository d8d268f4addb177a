//! slipway-http
