//! What browsers have for their tabs: channels and locks.

use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_futures::js_sys::{Array, Function, Object, Promise, Reflect};

/// Words between the tabs of a browser (WHATWG HTML §9.5).
pub struct Channel(Object);

impl Channel {
    pub fn open(name: &str) -> Option<Self> {
        let class = Reflect::get(&window(), &"BroadcastChannel".into()).ok()?.dyn_into::<Function>().ok()?;
        let channel = Reflect::construct(&class, &Array::of1(&name.into())).ok()?;
        channel.dyn_into().ok().map(Self)
    }

    pub fn hear(&self, heard: impl Fn(String) + 'static) {
        let heard = Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            if let Some(word) = event.data().as_string() {
                heard(word);
            }
        });
        let _ = Reflect::set(&self.0, &"onmessage".into(), &heard.into_js_value());
    }

    pub fn say(&self, word: &str) {
        call(&self.0, "postMessage", &Array::of1(&word.into()));
    }

    pub fn close(&self) {
        call(&self.0, "close", &Array::new());
    }
}

/// The browser's locks (W3C Web Locks); only where the connection is safe.
pub fn locks() -> Option<Object> {
    Reflect::get(&window().navigator(), &"locks".into()).ok()?.dyn_into().ok()
}

pub fn call(object: &Object, method: &str, arguments: &Array) -> Option<JsValue> {
    let method = Reflect::get(object, &method.into()).ok()?.dyn_into::<Function>().ok()?;
    method.apply(object, arguments).ok()
}

/// A lock that no other tab has until this is dropped.
pub struct Lock(Function);

impl Lock {
    /// Waits for it, at most so long.
    pub async fn wait(locks: &Object, name: &str, patience: Duration) -> Option<Self> {
        let mut held = JsValue::UNDEFINED;
        let granted = Promise::new(&mut |resolve, _| {
            let granted = Closure::once_into_js(move |_lock: JsValue| {
                Promise::new(&mut |release, _| {
                    // A function of the browser's own.
                    let _ = resolve.call1(&JsValue::UNDEFINED, &release);
                })
            });
            let options = Object::new();
            let _ = Reflect::set(&options, &"signal".into(), &ends_after(patience));
            held = call(locks, "request", &Array::of3(&name.into(), &options, &granted)).unwrap_or_default();
        });
        // The first ends when the lock is there, the second when waiting was given up.
        let release = JsFuture::from(Promise::race(&Array::of2(&granted, &held))).await.ok()?;
        release.dyn_into().ok().map(Self)
    }
}

/// Takes a lock for a moment, unless another tab has it: whether this is the one tab that does what all of them have heard of. Where
/// there are no locks, each does it.
pub async fn is_first(name: &str, moment: Duration) -> bool {
    let Some(locks) = locks() else { return true };
    let granted = Promise::new(&mut |resolve, _| {
        let answer = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            let has_it = !lock.is_null();
            // A function of the browser's own.
            let _ = resolve.call1(&JsValue::UNDEFINED, &has_it.into());
            if !has_it {
                return JsValue::UNDEFINED;
            }
            let held = Promise::new(&mut |release, _| {
                let end = move || {
                    let _ = release.call0(&JsValue::UNDEFINED);
                };
                set_timeout(end, moment);
            });
            held.into()
        });
        let options = Object::new();
        let _ = Reflect::set(&options, &"ifAvailable".into(), &true.into());
        call(&locks, "request", &Array::of3(&name.into(), &options, &answer));
    });
    JsFuture::from(granted).await.is_ok_and(|has_it| has_it.is_truthy())
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

/// An `AbortSignal` (WHATWG DOM §3.3); undefined where it cannot be made.
fn ends_after(patience: Duration) -> JsValue {
    let class = Reflect::get(&window(), &"AbortSignal".into()).and_then(|class| class.dyn_into::<Object>());
    let limit = f64::from(u32::try_from(patience.as_millis()).unwrap_or(u32::MAX));
    class.ok().and_then(|class| call(&class, "timeout", &Array::of1(&limit.into()))).unwrap_or_default()
}
