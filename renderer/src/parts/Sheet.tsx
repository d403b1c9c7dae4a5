import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

/** A modal dialog. `grave` marks the ones after which something in the rack changes. */
export function Sheet(props: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
  grave?: boolean;
}) {
  const { title, onClose, children, wide = false, grave = false } = props;
  return (
    <ModalOverlay isOpen isDismissable={!grave} onOpenChange={(open) => open || onClose()} className="overlay">
      <Modal className={`modal${wide ? ' wide' : ''}${grave ? ' grave' : ''}`}>
        <Dialog className="dialog" role={grave ? 'alertdialog' : 'dialog'}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
